//! Invariant 16: a lower version of a person never overwrites a higher one in a mailbox.

use replication::Stamp;

use crate::world::World;

/// Follows every write of the engine, in order: each value must belong to a version of its person that is no lower
/// than the one written to that field of that contact before.
pub(super) fn never_older(world: &mut World, mailbox: usize, complaints: &mut Vec<String>) {
    let sent = std::mem::take(&mut world.outlook[mailbox].state().sent);
    for write in sent {
        let Some(stamp) = Stamp::parse(&write.stamp) else { continue };
        let versions: Vec<i64> = {
            let state = world.store.state();
            let known = state.values.get(&(stamp.person, write.field));
            let of_value = known.into_iter().flatten().filter(|(_, value)| *value == write.value);
            of_value.map(|(version, _)| *version).collect()
        };
        // A contact may become another person's.
        let key = (mailbox, write.contact.clone(), stamp.person, write.field);
        let before = world.written.get(&key).copied().unwrap_or(i64::MIN);
        // A value that the CRM never had is an edit of Outlook on its way.
        let Some(highest) = versions.iter().copied().max() else { continue };
        match versions.iter().copied().filter(|version| *version >= before).min() {
            Some(version) => {
                world.written.insert(key, version);
            }
            None => complaints.push(format!(
                "16: {} of {mailbox}/{} was written as of version {highest}, after version {before}",
                write.field, write.contact
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use contacts::{FieldKey, InstallationId, OperationId, PersonId};
    use replication::Stamp;

    use super::never_older;
    use crate::outlook_model::Sent;
    use crate::plan::Plan;
    use crate::world::World;

    /// What is complained about when these values of one field were written, one after the other.
    fn complaints_about(known: &[(i64, &str)], written: &[&str]) -> Vec<String> {
        let mut world = World::new(Plan::of(1));
        let (person, operation) = (PersonId::from_u128(7), OperationId::from_u128(9));
        let stamp = Stamp { installation: InstallationId::from_u128(1), person, operation }.to_string();
        let values = known.iter().map(|(version, value)| (*version, (*value).to_owned())).collect();
        world.store.state().values.insert((person, FieldKey::JobTitle), values);
        let sent = written.iter().map(|value| Sent {
            contact: "c1".to_owned(),
            stamp: stamp.clone(),
            field: FieldKey::JobTitle,
            value: (*value).to_owned(),
        });
        world.outlook[0].state().sent.extend(sent);
        let mut complaints = Vec::new();
        never_older(&mut world, 0, &mut complaints);
        complaints
    }

    #[test]
    fn a_lower_version_written_after_a_higher_one_is_a_complaint() {
        let complaints = complaints_about(&[(1, "old"), (2, "new")], &["new", "old"]);
        assert_eq!(complaints, ["16: job_title of 0/c1 was written as of version 1, after version 2"]);
    }

    #[test]
    fn versions_in_order_and_values_that_came_back_are_none() {
        let known = [(1, "old"), (2, "new"), (5, "old")];
        assert!(complaints_about(&known[..2], &["old", "typed in Outlook", "new"]).is_empty());
        assert!(complaints_about(&known, &["new", "old"]).is_empty());
    }
}
