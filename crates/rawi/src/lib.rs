//! Arabic news reports to checked records: the command and the facade.
#![forbid(unsafe_code)]
