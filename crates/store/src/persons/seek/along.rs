//! Persons that fit, along the order that was asked for.

use sea_orm::{ColumnTrait as _, ConnectionTrait};
use uuid::Uuid;

use crate::page::{Page, Place};
use crate::persons::list::{behind, columns, employees, tag};
use crate::persons::seek::find::{Found, in_order_of, read, select};
use crate::persons::seek::{LOOKED_AT, Person, Seek};
use crate::persons::{PersonOrder, PersonRecord, PersonSort};
use crate::replication_store::StoreError;
use crate::search::index::{self, By, Subject};
use crate::search::rank::{Rank, rank};

/// From how many expected finds on reading along the order's own index takes less than finding all and sorting them.
const DENSE: i64 = 8_000;

/// The persons with one employee in charge; none: all persons.
type Group = Option<Option<Uuid>>;

impl<C: ConnectionTrait> Seek<'_, C> {
    /// Reads in an order and leaves out who does not fit: where many fit, the page is full soon. By employees in
    /// charge it goes user by user.
    pub(super) async fn along(
        &self,
        sort: PersonSort,
        mut after: Option<Place>,
        size: usize,
    ) -> Result<Page<PersonRecord>, StoreError> {
        let dense = self.plan.expected() > DENSE || self.plan.portions().len() != 1;
        let mut fits: Vec<(Rank, Found)> = Vec::new();
        let place = |found: &Found| Place {
            list: tag(sort).to_owned(),
            group: found.employee.filter(|_| sort.by == PersonOrder::EmployeeInCharge),
            keys: found.keys.clone(),
            id: found.id,
        };
        let mut looked_at = 0;
        for group in self.groups(sort, after.as_ref()).await? {
            loop {
                let wanted = size + 1 - fits.len();
                let chunk = wanted + wanted / 4 + 8;
                let found = self.chunk(sort, dense, group, after.as_ref(), chunk).await?;
                let last = found.len() < chunk;
                looked_at += found.len();
                after = found.last().filter(|_| !last).map(place);
                let judged = found
                    .into_iter()
                    .filter_map(|found| Some((rank(&found.text, &self.terms, &self.unseen)?, found)));
                fits.extend(judged);
                if last || fits.len() > size || given_up(&self.unseen, looked_at, &fits) {
                    break;
                }
            }
            if fits.len() > size || given_up(&self.unseen, looked_at, &fits) {
                break;
            }
        }
        fits.truncate(size + 1);
        self.page(fits, size, |(_, found)| place(found).text()).await
    }

    /// The groups of an order from a place on.
    async fn groups(&self, sort: PersonSort, after: Option<&Place>) -> Result<Vec<Group>, StoreError> {
        if sort.by != PersonOrder::EmployeeInCharge {
            return Ok(vec![None]);
        }
        let mut groups = employees(self.on).await?;
        if sort.descending {
            groups.reverse();
        }
        if let Some(place) = after {
            let start = groups.iter().position(|group| *group == place.group);
            groups.drain(..start.ok_or_else(|| place.unknown())?);
        }
        Ok(groups.into_iter().map(Some).collect())
    }

    async fn chunk(
        &self,
        sort: PersonSort,
        dense: bool,
        group: Group,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Found>, StoreError> {
        let columns = columns(sort.by);
        let ask = self.plan.portions().first().filter(|_| !dense);
        let mut select = select(self.on, ask.map_or(By::Record, By::Words), columns);
        match ask {
            Some(_) => {
                let having = index::having(self.on, Subject::Person, &self.terms);
                select.cond_where(self.narrows.looked_at()).cond_where(having)
            }
            None => {
                let narrows = match group {
                    Some(_) => self.narrows.looked_at(),
                    None => self.narrows.in_order(sort.by),
                };
                select.cond_where(narrows).cond_where(index::having(self.on, Subject::Person, &self.terms))
            }
        };
        match group {
            None => {}
            Some(Some(user)) => {
                select.and_where(Person::EmployeeInCharge.eq(user));
            }
            Some(None) => {
                select.and_where(Person::EmployeeInCharge.is_null());
            }
        }
        if let Some(place) = after {
            select.and_where(behind(columns, place, sort.descending)?);
        }
        in_order_of(&mut select, columns, sort.descending, limit);
        read(self.on, &select, columns).await
    }
}

/// Tells whether a viewer from whom something is hidden has looked at enough without finding anybody.
fn given_up(unseen: &str, looked_at: usize, fits: &[(Rank, Found)]) -> bool {
    !unseen.is_empty() && looked_at > LOOKED_AT + fits.len()
}
