//! A stateful stand-in for Microsoft Graph's contacts, with faults on demand. Imports none of the product's crates.
