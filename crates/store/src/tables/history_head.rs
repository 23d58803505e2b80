//! The end of a person's chain; its row is what writers of one history queue at.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history_head")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    pub number: i64,
    pub chain: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
