//! The stage `quotes` as a plugin.
#![forbid(unsafe_code)]

rawi_plugin::export_stages!(rawi_quotes::QuotesConfig);
