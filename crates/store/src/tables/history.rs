//! What happened to a person: the chained part.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub mailbox: Option<Uuid>,
    pub kind: String,
    pub field: Option<String>,
    pub cause: String,
    pub run: Option<Uuid>,
    pub at: i64,
    pub value_hash: Vec<u8>,
    pub chain: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
