//! A company.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "business_partner")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub name: String,
    pub name_key: String,
    pub city_key: String,
    pub postal_code: String,
    pub web_domain: Option<String>,
    pub card: String,
    pub team: Option<Uuid>,
    pub inactive: bool,
    pub external_id: Option<String>,
    pub created_by: Option<Uuid>,
    pub created_at: i64,
    pub changed_by: Option<Uuid>,
    pub changed_at: i64,
    pub deleted_by: Option<Uuid>,
    pub deleted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
