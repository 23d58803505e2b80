//! A contact person; everything but the card and its flags is derived by [`crate::derived`].

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_person")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub partner: Uuid,
    pub employee_in_charge: Option<Uuid>,
    pub team: Option<Uuid>,
    pub inactive: bool,
    pub external_id: Option<String>,
    pub name: String,
    pub sort_key: String,
    pub last_name_key: String,
    pub first_name_key: String,
    pub city_key: String,
    pub postal_code: String,
    pub company_key: String,
    pub photo: Option<Uuid>,
    pub created_by: Option<Uuid>,
    pub created_at: i64,
    pub changed_by: Option<Uuid>,
    pub changed_at: i64,
    pub deleted_by: Option<Uuid>,
    pub deleted_at: Option<i64>,
    pub card_version: i64,
    pub card: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "super::business_partner::Entity",
        from = "Column::Partner",
        to = "super::business_partner::Column::Id"
    )]
    Partner,
}

impl Related<super::business_partner::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Partner.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
