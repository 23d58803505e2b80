//! An intended write to Outlook.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub mailbox: Uuid,
    pub link: Option<Uuid>,
    pub person: Uuid,
    pub remote_id: Option<String>,
    pub kind: String,
    pub state: String,
    pub attempts: i64,
    pub not_before: i64,
    pub person_version: i64,
    pub run: Option<Uuid>,
    pub agreed: String,
    pub body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
