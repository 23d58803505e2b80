//! The truth table written out. Every row is true by itself: each case that can happen is in exactly one row.

use super::*;

/// direction | agreement | changed since | values | write mode | guard | Outlook has | policy | outcome.
/// `on` is any direction but off; `crm only` and `outlook only` say which side has a value; `…` is anything.
const TABLE: &str = "
    off                | …      | …               | …                | …         | …             | …     | …       | Nothing

    # The first merge: equal is settled, one side empty is filled, both different is a conflict.
    on                 | never  | …               | equal            | …         | …             | …     | …       | Settle
    both, to outlook   | never  | …               | crm only         | …         | …             | …     | …       | Send
    to crm             | never  | …               | crm only         | …         | …             | …     | …       | Settle
    both, to crm       | never  | …               | outlook only     | …         | …             | …     | …       | Take
    to outlook         | never  | …               | outlook only     | …         | …             | …     | …       | Settle
    on                 | never  | …               | differ           | fill      | …             | …     | …       | KeepBoth
    # Notes, and what belongs to the business partner, are never replaced by a first merge.
    on                 | never  | …               | differ           | overwrite | notes,partner | …     | …       | KeepBoth
    to outlook         | never  | …               | differ           | overwrite | open          | …     | …       | CrmWins
    to crm             | never  | …               | differ           | overwrite | open          | …     | …       | OutlookWins
    both               | never  | …               | differ           | overwrite | open          | …     | crm     | CrmWins
    both               | never  | …               | differ           | overwrite | open          | …     | outlook | OutlookWins

    # Left different by an earlier merge: whatever lets them come together does, as in a first merge.
    on                 | apart  | …               | equal            | …         | …             | …     | …       | Settle
    both, to outlook   | apart  | …               | crm only         | …         | …             | …     | …       | Send
    to crm             | apart  | …               | crm only         | …         | …             | …     | …       | Settle
    both, to crm       | apart  | …               | outlook only     | …         | …             | …     | …       | Take
    to outlook         | apart  | …               | outlook only     | …         | …             | …     | …       | Settle
    on                 | apart  | …               | differ           | fill      | …             | …     | …       | Settle
    # Only after a rule was changed: values that were not replaced until now.
    to outlook         | apart  | …               | differ           | overwrite | open          | …     | …       | CrmWins
    to crm             | apart  | …               | differ           | overwrite | open          | …     | …       | OutlookWins
    both               | apart  | …               | differ           | overwrite | open          | …     | crm     | CrmWins
    both               | apart  | …               | differ           | overwrite | open          | …     | outlook | OutlookWins
    # Another company text stays in Outlook, edited there or not, until the business partner changes.
    on                 | apart  | nobody, outlook | differ           | overwrite | partner       | …     | …       | Settle
    on                 | apart  | crm             | differ           | overwrite | partner       | …     | …       | Send
    on                 | apart  | both            | differ           | overwrite | partner       | …     | …       | CrmWins
    # Two notes stay two notes; an edit that would have travelled is said.
    both               | apart  | crm,outlook,both| differ           | overwrite | notes         | …     | …       | KeepBoth
    both               | apart  | nobody          | differ           | overwrite | notes         | …     | …       | Settle
    to outlook         | apart  | crm, both       | differ           | overwrite | notes         | …     | …       | KeepBoth
    to outlook         | apart  | nobody, outlook | differ           | overwrite | notes         | …     | …       | Settle
    to crm             | apart  | outlook, both   | differ           | overwrite | notes         | …     | …       | KeepBoth
    to crm             | apart  | nobody, crm     | differ           | overwrite | notes         | …     | …       | Settle

    # Agreed before, and one side changed: it travels.
    on                 | agreed | nobody          | …                | …         | …             | …     | …       | Nothing
    both, to outlook   | agreed | crm             | …                | overwrite | …             | …     | …       | Send
    both, to outlook   | agreed | crm             | crm only         | fill      | …             | …     | …       | Send
    both, to outlook   | agreed | crm             | outlook only,differ | fill   | …             | …     | …       | Settle
    # A change that may not travel stays a change: it is in the conflict should Outlook change later.
    to crm             | agreed | crm             | …                | …         | …             | …     | …       | Settle
    both, to crm       | agreed | outlook         | one              | overwrite | …             | …     | …       | Take
    both, to crm       | agreed | outlook         | differ           | overwrite | …             | whole | …       | Take
    both, to crm       | agreed | outlook         | differ           | overwrite | …             | cut   | …       | OutlookWins
    both, to crm       | agreed | outlook         | outlook only     | fill      | …             | …     | …       | Take
    both, to crm       | agreed | outlook         | crm only,differ  | fill      | …             | …     | …       | Settle
    # The CRM leads in this field: an edit made in Outlook is put back.
    to outlook         | agreed | outlook         | …                | overwrite | …             | …     | …       | PutBack
    to outlook         | agreed | outlook         | crm only         | fill      | …             | …     | …       | PutBack
    to outlook         | agreed | outlook         | outlook only,differ | fill   | …             | …     | …       | Settle

    # Agreed before, and both sides changed.
    on                 | agreed | both            | equal            | …         | …             | …     | …       | Settle
    both               | agreed | both            | one, differ      | overwrite | …             | …     | crm     | CrmWins
    both               | agreed | both            | one, differ      | overwrite | …             | …     | outlook | OutlookWins
    to outlook         | agreed | both            | one, differ      | overwrite | …             | …     | …       | CrmWins
    to crm             | agreed | both            | one, differ      | overwrite | …             | …     | …       | OutlookWins
    on                 | agreed | both            | differ           | fill      | …             | …     | …       | KeepBoth
    both, to outlook   | agreed | both            | crm only         | fill      | …             | …     | …       | Send
    to crm             | agreed | both            | crm only         | fill      | …             | …     | …       | Settle
    both, to crm       | agreed | both            | outlook only     | fill      | …             | …     | …       | Take
    to outlook         | agreed | both            | outlook only     | fill      | …             | …     | …       | Settle
";

/// The words that a case answers to, column by column.
fn words(case: &FieldCase) -> [Vec<&'static str>; 8] {
    let on = |word| vec![word, "on"];
    [
        match case.direction {
            Direction::Both => on("both"),
            Direction::ToOutlook => on("to outlook"),
            Direction::ToCrm => on("to crm"),
            Direction::Off => vec!["off"],
        },
        vec![match case.agreement {
            Agreement::Never => "never",
            Agreement::Apart => "apart",
            Agreement::Agreed => "agreed",
        }],
        vec![match (case.crm_changed, case.outlook_changed) {
            (false, false) => "nobody",
            (true, false) => "crm",
            (false, true) => "outlook",
            (true, true) => "both",
        }],
        match (case.same, case.crm_blank, case.outlook_blank) {
            (true, _, _) => vec!["equal"],
            (false, false, true) => vec!["crm only", "one"],
            (false, true, false) => vec!["outlook only", "one"],
            (false, _, _) => vec!["differ"],
        },
        vec![match case.write_mode {
            WriteMode::Overwrite => "overwrite",
            WriteMode::FillBlanks => "fill",
        }],
        vec![match case.guard {
            Guard::Open => "open",
            Guard::Notes => "notes",
            Guard::Partner => "partner",
        }],
        vec![if case.cut { "cut" } else { "whole" }],
        vec![if case.crm_wins { "crm" } else { "outlook" }],
    ]
}

/// Every case that the merge can ask about.
fn cases() -> Vec<FieldCase> {
    let mut cases = Vec::new();
    let flags = [false, true];
    for direction in [Direction::Both, Direction::ToOutlook, Direction::ToCrm, Direction::Off] {
        for agreement in [Agreement::Never, Agreement::Apart, Agreement::Agreed] {
            for guard in [Guard::Open, Guard::Notes, Guard::Partner] {
                for write_mode in [WriteMode::Overwrite, WriteMode::FillBlanks] {
                    for bits in 0..128_u32 {
                        let bit = |place: u32| flags[((bits >> place) & 1) as usize];
                        cases.push(FieldCase {
                            direction,
                            write_mode,
                            agreement,
                            crm_changed: bit(0),
                            outlook_changed: bit(1),
                            crm_blank: bit(2),
                            outlook_blank: bit(3),
                            same: bit(4),
                            cut: bit(5),
                            guard,
                            crm_wins: bit(6),
                        });
                    }
                }
            }
        }
    }
    cases.retain(can_happen);
    cases
}

fn can_happen(case: &FieldCase) -> bool {
    let never_seen = case.agreement == Agreement::Never && !case.crm_changed;
    let equal_blanks = case.same && case.crm_blank != case.outlook_blank;
    let unequal_blanks = !case.same && case.crm_blank && case.outlook_blank;
    // An edit that made one side equal to the other is none.
    let edit_to_equal =
        case.agreement == Agreement::Agreed && case.same && case.crm_changed != case.outlook_changed;
    let nothing_cut = case.cut && (case.crm_blank || case.outlook_blank);
    !(never_seen || equal_blanks || unequal_blanks || edit_to_equal || nothing_cut)
}

#[test]
fn the_truth_table() {
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let mut used = vec![0_u32; rows.len()];
    for case in cases() {
        let words = words(&case);
        let holds = |row: &Vec<&str>| {
            assert_eq!(row.len(), 9, "{row:?}");
            words.iter().zip(row).all(|(words, column)| {
                *column == "…" || column.split(',').any(|word| words.contains(&word.trim()))
            })
        };
        let holding: Vec<usize> = (0..rows.len()).filter(|row| holds(&rows[*row])).collect();
        assert_eq!(holding.len(), 1, "{case:?} is in rows {holding:?}");
        let row = holding[0];
        used[row] += 1;
        assert_eq!(format!("{:?}", decide_field(case)), rows[row][8], "{case:?}, row {:?}", rows[row]);
    }
    for (row, count) in rows.iter().zip(used) {
        assert!(count > 0, "no case is in {row:?}");
    }
}
