//! The schema, step by step. A step is never edited once it has landed; a change is a new step.

mod m0001_spine;
mod m0002_people;
mod m0003_accounts;
mod m0004_search;
mod m0005_drafts;
mod m0006_runs;
mod m0007_matching;
mod m0008_imports;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All steps, oldest first.
pub(crate) struct Migrations;

#[async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_spine::Spine),
            Box::new(m0002_people::People),
            Box::new(m0003_accounts::Accounts),
            Box::new(m0004_search::Search),
            Box::new(m0005_drafts::Drafts),
            Box::new(m0006_runs::Runs),
            Box::new(m0007_matching::Matching),
            Box::new(m0008_imports::Imports),
        ]
    }
}
