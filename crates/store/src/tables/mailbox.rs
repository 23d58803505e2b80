//! A connected mailbox.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailbox")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner: Uuid,
    pub address: String,
    pub name: String,
    pub base_url: String,
    pub token: Option<String>,
    pub folder: Option<String>,
    pub state: String,
    pub rules: Option<String>,
    pub created: i64,
    pub staged_number: i64,
    pub feed: String,
    pub health: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
