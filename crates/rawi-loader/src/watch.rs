//! What plugins in this process may not do to the run that they are part of: print among its output, and end it as if it were done.

use crate::current;
use std::ffi::{c_int, c_void};
use std::io::{self, Write as _};
use std::os::fd::OwnedFd;

/// While it lives, a run is under way: a plugin that calls `exit`, also on a thread of its own, ends the process with 1 and a word;
/// and if the run writes to standard output, what plugins print there goes to standard error.
#[derive(Debug)]
#[must_use = "dropped, it protects nothing"]
pub struct Watch(Option<OwnedFd>);

impl Watch {
    /// Begins to watch; with `prints` what plugins print, too. Outputs that were opened on standard output before keep it. Standard
    /// output belongs to the whole process: whoever else prints there meanwhile prints to standard error.
    ///
    /// # Errors
    /// If the system has no descriptor left.
    pub fn begin(prints: bool) -> io::Result<Self> {
        let stdout = if prints {
            io::stdout().flush()?;
            let stdout = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
            rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
            Some(stdout)
        } else {
            None
        };
        current::run_begins();
        Ok(Self(stdout))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        unsafe extern "C" {
            fn fflush(stream: *mut c_void) -> c_int;
        }
        current::run_ends();
        let Some(stdout) = &self.0 else { return };
        let _ = io::stdout().flush();
        // What a plugin in C printed may still stand in the library's buffer.
        // SAFETY: a null pointer means every stream that is open for writing.
        unsafe { fflush(std::ptr::null_mut()) };
        let _ = rustix::stdio::dup2_stdout(stdout);
    }
}

/// From here on the process ends by rawi's own will, as at a signal, whatever run is under way.
pub fn leaving() {
    current::run_ends();
}
