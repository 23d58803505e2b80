//! An entry of the change feed that waits.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staged")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mailbox: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub remote_id: String,
    pub number: i64,
    pub what: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
