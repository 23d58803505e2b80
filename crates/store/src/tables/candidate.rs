//! An unlinked contact.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "candidate")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mailbox: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub remote_id: String,
    pub change_key: String,
    pub kind: String,
    pub private: bool,
    pub person: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
