//! Reads contact files (CSV, vCard) into cards. No network, no database.
