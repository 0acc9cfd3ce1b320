use crate::command::Failure;

/// The failure of a plugin that was refused.
pub(super) fn refused(path: &std::path::Path, refusal: &rawi_loader::Refusal) -> Failure {
    let mut message = String::new();
    rawi_transcript::escape(&format!("plugin {}: {}", path.display(), refusal.message), &mut message);
    if !refusal.help.is_empty() {
        message = format!("{message}\n  help: {}", refusal.help);
    }
    Failure { code: 3, message }
}
