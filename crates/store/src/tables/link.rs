//! A contact person in a mailbox: shadows and state.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub mailbox: Uuid,
    pub person: Uuid,
    pub state: String,
    pub live: bool,
    pub details: String,
    pub remote_id: Option<String>,
    pub change_key: String,
    pub elsewhere: Option<String>,
    pub stamp: Option<Uuid>,
    pub due: i64,
    pub problem: Option<String>,
    pub parked: bool,
    pub run: Option<Uuid>,
    pub in_step: i64,
    pub row_version: i64,
    pub photo: String,
    pub crm: String,
    pub outlook: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
