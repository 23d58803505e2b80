//! The command line: exit codes, one-line errors, and what an administrator does before there is a page for it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::Write as _;
use std::process::{Output, Stdio};

use support::{Running, printed, program, tandem, text};

/// Fails unless a command ended with this code and one line on standard error; returns the line.
fn refused(output: &Output, code: i32) -> String {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{error}");
    let line = error.lines().last().unwrap_or_default().to_owned();
    assert!(line.starts_with("tandem: "), "{error}");
    line
}

fn only_line(output: &Output, code: i32) -> String {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    refused(output, code)
}

#[test]
fn misuse_ends_with_code_2_and_one_line_that_says_how_to_mend_it() {
    for arguments in
        [&["frobnicate"][..], &[], &["load"], &["serve", "--listen", "nowhere"], &["token", "create"]]
    {
        let line = only_line(&tandem(arguments.iter().copied()), 2);
        assert!(line.contains("--help"), "{line}");
    }
    assert!(printed(tandem(["--help"])).contains("demo"));
    assert!(printed(tandem(["--version"])).starts_with("tandem 0."));
}

#[test]
fn a_wrong_configuration_is_misuse_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tandem.toml");
    std::fs::write(&file, "prot = 80\n").unwrap();
    let line = only_line(&tandem(["serve", "--config", text(&file)]), 2);
    assert!(line.contains("prot") && line.contains("listen"), "{line}");
    let line = only_line(&tandem(["serve", "--config", "/nowhere/tandem.toml"]), 2);
    assert!(line.contains("/nowhere/tandem.toml"), "{line}");
    let output = program().args(["check"]).env("TANDEM_CYCLES_AT_ONCE", "many").output().unwrap();
    let line = only_line(&output, 2);
    assert!(line.contains("many"), "{line}");
}

#[test]
fn serve_refuses_a_graph_that_is_plain_http_or_on_this_computer() {
    let folder = tempfile::tempdir().unwrap();
    for graph in ["http://graph.example.com/v1.0", "https://127.0.0.1/v1.0", "https://localhost:8090/v1.0"] {
        let output = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--data", text(folder.path())])
            .env("TANDEM_GRAPH", graph)
            .output()
            .unwrap();
        let line = only_line(&output, 2);
        assert!(line.contains(graph) && line.contains("--allow-insecure-graph"), "{line}");
    }
    let mut allowed = program();
    allowed.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--allow-insecure-graph",
        "--data",
        text(folder.path()),
    ]);
    allowed.env("TANDEM_GRAPH", "http://127.0.0.1:1/v1.0");
    let mut server = Running::start(&mut allowed);
    server.line("Tandem listens on http://127.0.0.1:");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn serve_refuses_a_mailbox_that_was_connected_to_a_stand_in() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    printed(tandem(["user", "add", "ada@example.com", "--name", "Ada"].into_iter().chain(data)));
    let token = folder.path().join("token");
    std::fs::write(&token, "secret-token\n").unwrap();
    let connect = ["mailbox", "connect", "ada@example.com", "--activate", "--token-file", text(&token)];
    let stand_in = |command: &mut std::process::Command| {
        command.args(data);
        command.env("TANDEM_GRAPH", "http://127.0.0.1:1/v1.0").env("TANDEM_ALLOW_INSECURE_GRAPH", "true");
        command.output().unwrap()
    };
    printed(stand_in(program().args(connect)));
    let output = tandem(["serve", "--listen", "127.0.0.1:0"].into_iter().chain(data));
    let line = refused(&output, 1);
    assert!(line.contains("ada@example.com") && line.contains("--allow-insecure-graph"), "{line}");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("secret-token"));
}

#[test]
fn a_mailbox_connected_to_a_stand_in_while_the_server_runs_is_not_asked() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    let mut server = Running::start(program().args(["serve", "--listen", "127.0.0.1:0"]).args(data));
    server.line("Tandem listens on ");
    // Whoever asks there is found out: nobody may come.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    nobody.set_nonblocking(true).unwrap();
    let graph = format!("http://{}/v1.0", nobody.local_addr().unwrap());
    printed(tandem(["user", "add", "ada@example.com", "--name", "Ada"].into_iter().chain(data)));
    let token = folder.path().join("token");
    std::fs::write(&token, "secret-token").unwrap();
    let connect = ["mailbox", "connect", "ada@example.com", "--activate", "--token-file", text(&token)];
    let mut command = program();
    command.args(connect).args(data).env("TANDEM_GRAPH", graph).env("TANDEM_ALLOW_INSECURE_GRAPH", "true");
    printed(command.output().unwrap());
    let begun = std::time::Instant::now();
    loop {
        let listed = printed(tandem(["mailbox", "list"].into_iter().chain(data)));
        if listed.contains("to be connected again") {
            assert!(listed.contains("plain HTTP"), "{listed}");
            break;
        }
        assert!(begun.elapsed() < support::PATIENCE, "{listed}");
    }
    assert!(nobody.accept().is_err());
}

#[test]
fn two_servers_do_not_share_a_data_directory() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--data", text(folder.path())];
    let mut first = Running::start(program().args(arguments));
    first.line("Tandem listens on ");
    let line = refused(&tandem(arguments), 1);
    assert!(line.contains("another tandem"), "{line}");
}

#[test]
fn a_server_says_when_its_address_is_taken_and_when_its_database_cannot_be_reached() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = refused(&tandem(["serve", "--listen", &address, "--data", text(folder.path())]), 1);
    assert!(line.contains(&address) && line.contains("--listen"), "{line}");
    let output = program()
        .args(["check", "--data", text(folder.path())])
        .env("TANDEM_DATABASE_URL", "sqlite:/nowhere/at/all.db")
        .output()
        .unwrap();
    refused(&output, 1);
    assert!(String::from_utf8_lossy(&output.stdout).contains("WRONG  database"), "{output:?}");
}

#[test]
fn users_and_tokens_are_made_listed_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    let run = |arguments: &[&str]| tandem(arguments.iter().copied().chain(data));
    printed(run(&["user", "add", "ada@example.com", "--name", "Ada", "--role", "administrator"]));
    printed(run(&["user", "add", "ben@example.com", "--name", "Ben"]));
    refused(&run(&["user", "add", "ben@example.com", "--name", "Ben again"]), 1);
    refused(&run(&["user", "add", "nobody", "--name", "Nobody"]), 1);
    printed(run(&["user", "disable", "ben@example.com"]));
    let users = printed(run(&["user", "list"]));
    assert!(
        users.lines().any(|line| line.contains("ben@example.com") && line.ends_with("disabled")),
        "{users}"
    );
    printed(run(&["user", "enable", "ben@example.com"]));

    let token =
        printed(run(&["token", "create", "--user", "ben@example.com", "--scope", "read", "--days", "30"]));
    assert_eq!(token.lines().count(), 1);
    let tokens = printed(run(&["token", "list"]));
    assert!(tokens.contains("ben@example.com") && tokens.contains("read"), "{tokens}");
    assert!(!tokens.contains(token.trim()), "the text of a token is shown once");
    let id = tokens.lines().nth(1).unwrap().split_whitespace().next().unwrap();
    printed(run(&["token", "revoke", id]));
    assert!(!printed(run(&["token", "list"])).contains(id));
    let line = refused(&run(&["token", "create", "--user", "carl@example.com"]), 1);
    assert!(line.contains("carl@example.com"), "{line}");
}

/// Runs the program with a line on standard input.
fn told(arguments: &[&str], line: &str) -> Output {
    let mut command = program();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Who refuses the arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(line.as_bytes());
    child.wait_with_output().unwrap()
}

#[test]
fn passwords_come_by_standard_input_and_are_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    let run = |arguments: &[&str], line: &str| told(&[arguments, &data].concat(), line);
    let add = ["user", "add", "ada@example.com", "--name", "Ada", "--role", "administrator"];
    let line = refused(&run(&[&add[..], &["--password-stdin"]].concat(), "short\n"), 1);
    assert!(line.contains("10 characters"), "{line}");
    refused(&run(&[&add[..], &["--password-stdin"]].concat(), ""), 2);
    printed(run(&[&add[..], &["--password-stdin"]].concat(), "correct horse battery\n"));
    printed(run(&["user", "add", "ben@example.com", "--name", "Ben"], ""));
    let state = |mail: &str| {
        let users = printed(run(&["user", "list"], ""));
        assert!(!users.contains("horse"), "{users}");
        users.lines().find(|line| line.contains(mail)).unwrap().to_owned()
    };
    assert!(state("ada@").ends_with("to be changed"));
    assert!(state("ben@").ends_with("none"));
    let set = ["user", "password", "ada@example.com", "--lasting"];
    let said = printed(run(&set, "another horse battery\r\n"));
    assert!(said.contains("ada@example.com") && !said.contains("horse"), "{said}");
    assert!(state("ada@").ends_with("own"));
    refused(&run(&["user", "password", "carl@example.com"], "another horse battery\n"), 1);
    let line = refused(&run(&["user", "role", "ada@example.com", "user"], ""), 1);
    assert!(line.contains("last administrator"), "{line}");
    printed(run(&["user", "role", "ben@example.com", "reader"], ""));
    assert!(state("ben@").contains("reader"));
}

#[test]
fn the_first_start_prints_a_code_that_is_new_each_time_until_there_is_an_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    let serve = || Running::start(program().args(["serve", "--listen", "127.0.0.1:0"]).args(data));
    let mut codes = Vec::new();
    for _ in 0..2 {
        let mut server = serve();
        server.line("Tandem listens on http://");
        codes.push(server.line("Set-up code: "));
        assert_eq!(server.stop(), Some(0));
    }
    assert_ne!(codes[0], codes[1]);
    assert_eq!(codes[0].len(), "00000-00000-00000-00000".len());
    let add = ["user", "add", "ada@example.com", "--name", "Ada", "--role", "administrator"];
    printed(tandem(add.into_iter().chain(data)));
    let mut server = serve();
    server.line("No administrator has a password yet");
    assert!(!server.seen.iter().any(|line| line.contains("Set-up code")), "{:?}", server.seen);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn check_names_what_is_well_and_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    let fresh = printed(tandem(["check"].into_iter().chain(data)));
    assert!(fresh.contains("ok     database") && fresh.contains("ok     users"), "{fresh}");
    assert!(fresh.contains("nobody yet; the first start of tandem serve prints a code"), "{fresh}");

    let add = |mail: &'static str, role: &'static str| {
        printed(tandem(["user", "add", mail, "--name", "A", "--role", role].into_iter().chain(data)));
    };
    add("ben@example.com", "user");
    let output = tandem(["check"].into_iter().chain(data));
    refused(&output, 1);
    let found = String::from_utf8(output.stdout).unwrap();
    assert!(found.contains("WRONG  users"), "{found}");

    add("ada@example.com", "administrator");
    assert!(printed(tandem(["check"].into_iter().chain(data))).contains("ok     users"));
}

#[cfg(feature = "demo")]
#[test]
fn check_asks_every_mailbox_and_names_the_one_that_is_not_reached() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    let mailboxes = ["--mailbox", "ada@example.com", "--mailbox", "ben@example.com"];
    let mut standin = Running::start(program().args(["standin", "--listen", "127.0.0.1:0"]).args(mailboxes));
    let graph = standin.line("Microsoft Graph: ");
    let token = standin.line("ada@example.com ");
    let with = |arguments: &[&str]| {
        let mut command = program();
        command.args(arguments).args(data).env("TANDEM_GRAPH", &graph);
        command.env("TANDEM_ALLOW_INSECURE_GRAPH", "true").output().unwrap()
    };
    for user in ["ada@example.com", "ben@example.com"] {
        printed(with(&["user", "add", user, "--name", user, "--role", "administrator"]));
    }
    let (right, wrong) = (folder.path().join("right"), folder.path().join("wrong"));
    std::fs::write(&right, token).unwrap();
    std::fs::write(&wrong, "not-a-token").unwrap();
    printed(with(&["mailbox", "connect", "ada@example.com", "--token-file", text(&right)]));
    printed(with(&["mailbox", "connect", "ben@example.com", "--token-file", text(&wrong)]));
    printed(with(&["mailbox", "activate", "ada@example.com"]));
    let listed = printed(with(&["mailbox", "list"]));
    assert!(
        listed.lines().any(|line| line.contains("ada@example.com") && line.contains("active")),
        "{listed}"
    );
    assert!(
        listed.lines().any(|line| line.contains("ben@example.com") && line.contains("paused")),
        "{listed}"
    );

    let output = with(&["check"]);
    refused(&output, 1);
    let found = String::from_utf8(output.stdout).unwrap();
    assert!(found.contains("ok     mailbox ada@example.com: active, folder \"Kontakte\""), "{found}");
    assert!(found.contains("WRONG  mailbox ben@example.com"), "{found}");
    assert!(!found.contains("not-a-token"), "{found}");
}

#[test]
fn a_backup_is_a_whole_database_and_never_overwrites_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    printed(tandem(["user", "add", "ada@example.com", "--name", "Ada"].into_iter().chain(data)));
    let copy = folder.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    let file = copy.join("tandem.db");
    // Whatever the account's own habit is: what has everything in it is nobody else's to read.
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    printed(tandem(["backup", text(&file)].into_iter().chain(data)));
    let mode = |path: &std::path::Path| {
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777
    };
    assert_eq!((mode(&file), mode(folder.path())), (0o600, 0o700));
    assert_eq!(mode(&folder.path().join("tandem.db")), 0o600);
    refused(&tandem(["backup", text(&file)].into_iter().chain(data)), 1);
    assert!(printed(tandem(["migrate", "--data", text(&copy)])).contains("up to date"));
    assert!(printed(tandem(["user", "list", "--data", text(&copy)])).contains("ada@example.com"));
}

/// Loads a file of persons; returns the answer's lines and the report.
fn loaded(folder: &std::path::Path, rows: &str, code: i32) -> (String, String) {
    let (file, report) = (folder.join("persons.csv"), folder.join("report.csv"));
    std::fs::write(&file, rows).unwrap();
    let load = ["load", "persons", text(&file), "--create-partners", "--report", text(&report)];
    let output = tandem(load.into_iter().chain(["--data", text(folder)]));
    let told = [output.stdout.as_slice(), &output.stderr].concat();
    let told = String::from_utf8(told).unwrap();
    assert_eq!(output.status.code(), Some(code), "{told}");
    (told, std::fs::read_to_string(&report).unwrap())
}

#[test]
fn a_load_says_what_a_file_without_rows_and_a_file_with_an_id_twice_are() {
    let folder = tempfile::tempdir().unwrap();
    let header = "external_id,last_name,company\n";
    let (told, report) = loaded(folder.path(), header, 0);
    assert!(told.contains("0 created") && told.contains("a header and no rows"), "{told}");
    assert!(report.contains("a header and no rows"), "{report}");
    let twice = format!("{header}z1,Ann,Acme\nz1,Bob,Acme\n");
    for counts in
        ["1 created, 0 updated, 0 unchanged, 1 refused", "0 created, 0 updated, 1 unchanged, 1 refused"]
    {
        let (told, report) = loaded(folder.path(), &twice, 1);
        assert!(told.contains(counts), "{told}");
        assert!(report.contains(",3,refused,") && report.contains("line 2"), "{report}");
    }
}
