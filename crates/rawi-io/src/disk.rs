//! The file system as outputs use it: temporary files that are known, names that files get when they are whole, folders that
//! one run has for itself.

use crate::replace::{folder_of, sync_folder, temporary};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::NamedTempFile;

/// A call that changes something on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiskCall {
    /// A temporary file is made.
    Create,
    /// Bytes are written to a file.
    Write,
    /// What was written is made to stay, or a folder's names are.
    Sync,
    /// A whole file gets its name.
    Rename,
    /// A line is written at the end of a file.
    Append,
    /// A file is removed, or cut off.
    Remove,
}

/// Asked before each call that changes something on the disk; an error stands for one of the system.
type Watch = dyn Fn(DiskCall, &Path) -> io::Result<()> + Send + Sync;

/// The disk that the outputs of a run write to. Clones are one disk: they know the same temporary files, so that whoever ends
/// the program in a hurry can [take them away](Self::end).
///
/// ```
/// use rawi_io::Disk;
/// let folder = tempfile::tempdir().unwrap();
/// let disk = Disk::default();
/// let lock = disk.lock(&folder.path().join("lock")).unwrap();
/// assert!(lock.is_some());
/// assert!(disk.lock(&folder.path().join("lock")).unwrap().is_none(), "one has it already");
/// ```
#[derive(Clone, Default)]
pub struct Disk {
    state: Arc<Mutex<State>>,
    watch: Option<Arc<Watch>>,
}

#[derive(Default)]
struct State {
    temporary: BTreeSet<PathBuf>,
    named: Vec<PathBuf>,
    ended: bool,
}

/// A file or folder that this run has for itself until this is dropped.
#[must_use = "the lock is held as long as this is"]
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disk").finish_non_exhaustive()
    }
}

impl Disk {
    /// A disk whose every change is asked for: for tests of what a full or broken disk leaves behind. From the first error
    /// on, temporary files stay, as if the power had gone.
    #[must_use]
    pub fn watched(watch: impl Fn(DiskCall, &Path) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self { state: Arc::default(), watch: Some(Arc::new(watch)) }
    }

    /// Takes away all temporary files, for a program that ends at once. No file can be made and none gets its name after it.
    /// The files that had got their names before.
    #[must_use]
    pub fn end(&self) -> Vec<PathBuf> {
        let mut state = self.state();
        state.ended = true;
        for path in std::mem::take(&mut state.temporary) {
            // What cannot be removed is found by the next run.
            let _ = std::fs::remove_file(path);
        }
        state.named.clone()
    }

    /// Has `path` locked by this program, `None` if another has. The lock ends with the program, however that ends. On systems
    /// without such locks everybody gets one.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub fn lock(&self, path: &Path) -> io::Result<Option<Lock>> {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        Ok(try_lock(&file)?.then_some(Lock { _file: file }))
    }

    /// Writes a line at the end of a file, which is made if it is not there, and makes it stay.
    ///
    /// # Errors
    /// What the system says; the line may then be there in part.
    pub fn append(&self, path: &Path, line: &[u8]) -> io::Result<()> {
        let is_new = !path.exists();
        self.ask(DiskCall::Append, path)?;
        let mut file = File::options().create(true).append(true).open(path)?;
        file.write_all(line)?;
        self.ask(DiskCall::Sync, path)?;
        file.sync_all()?;
        if is_new { self.sync_folder(folder_of(path)) } else { Ok(()) }
    }

    /// Reads a file of whole lines. What stands behind the last line end, where a run was cut off, is cut off the file too.
    ///
    /// # Errors
    /// What the system says; no file is an empty one.
    pub fn whole_lines(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match File::open(path) {
            Ok(mut file) => _ = file.read_to_end(&mut bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(bytes),
            Err(error) => return Err(error),
        }
        let whole = bytes.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        if whole < bytes.len() {
            self.ask(DiskCall::Remove, path)?;
            let file = File::options().write(true).open(path)?;
            file.set_len(whole as u64)?;
            file.sync_all()?;
            bytes.truncate(whole);
        }
        Ok(bytes)
    }

    /// Gives the file `path` these bytes: see [`replace`](crate::replace()).
    ///
    /// # Errors
    /// What the system says; the file is then as it was.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.create(path)?;
        file.write_all(bytes)?;
        file.sync()?;
        file.appear(path, true)
    }

    /// A file to write to that appears under its name when it is [whole](FileWriter::appear).
    ///
    /// # Errors
    /// If it is there already and `overwrite` does not allow that it is replaced, or the system refuses.
    pub fn writer(&self, path: &Path, overwrite: bool) -> io::Result<FileWriter> {
        if !overwrite && path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Ok(FileWriter { path: path.to_owned(), overwrite, file: io::BufWriter::new(self.create(path)?) })
    }

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// What the system says.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        self.ask(DiskCall::Remove, path)?;
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes the temporary files that runs which are no more left in `folder`: those for the file `name`, or for any. Which.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn clear(&self, folder: &Path, name: Option<&str>) -> io::Result<Vec<PathBuf>> {
        let mut cleared = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(inner) = file_name.strip_prefix('.').and_then(|inner| inner.strip_suffix(".tmp")) else {
                continue;
            };
            // `.out.jsonl.AbCdEf.tmp`
            let Some((of, random)) = inner.rsplit_once('.') else { continue };
            let is_ours = random.len() == 6 && random.bytes().all(|b| b.is_ascii_alphanumeric());
            if !is_ours || name.is_some_and(|name| name != of) {
                continue;
            }
            // A run that goes on has its files locked.
            let Ok(file) = File::options().write(true).open(&path) else { continue };
            if try_lock(&file)? {
                self.remove(&path)?;
                cleared.push(path);
            }
        }
        Ok(cleared)
    }

    /// A new temporary file beside `path`.
    pub(crate) fn create(&self, path: &Path) -> io::Result<Temporary> {
        self.ask(DiskCall::Create, path)?;
        let mut state = self.state();
        if state.ended {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let file = temporary(path)?;
        // It is ours alone, so the lock cannot fail but where there are none.
        let _ = try_lock(file.as_file());
        state.temporary.insert(file.path().to_owned());
        drop(state);
        Ok(Temporary { file: Some(file), disk: self.clone() })
    }

    /// A new name is on the disk only when its folder is.
    pub(crate) fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.ask(DiskCall::Sync, folder)?;
        sync_folder(folder)
    }

    fn ask(&self, call: DiskCall, path: &Path) -> io::Result<()> {
        self.watch.as_ref().map_or(Ok(()), |watch| watch(call, path))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What it holds is right at any moment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file that is being written, and gone when it is dropped before it [appears](Self::appear).
pub struct FileWriter {
    path: PathBuf,
    overwrite: bool,
    file: io::BufWriter<Temporary>,
}

impl FileWriter {
    /// Gives the file its name, on the disk.
    ///
    /// # Errors
    /// What the system says; no file is there then.
    pub fn appear(self) -> io::Result<()> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync()?;
        file.appear(&self.path, self.overwrite)
    }
}

impl io::Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Whether the lock was got.
fn try_lock(file: &File) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use rustix::fs::{FlockOperation, flock};
        match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
            // A file system without locks: nothing can be known, and nothing is refused.
            Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOLCK | rustix::io::Errno::NOSYS) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(true)
    }
}

/// A temporary file, gone when it is dropped without a name.
pub(crate) struct Temporary {
    /// There until it is dropped.
    file: Option<NamedTempFile>,
    disk: Disk,
}

impl Temporary {
    fn inner(&mut self) -> io::Result<&mut NamedTempFile> {
        self.file.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(crate) fn file(&mut self) -> io::Result<&mut File> {
        let disk = self.disk.clone();
        let file = self.inner()?;
        disk.ask(DiskCall::Write, file.path())?;
        Ok(file.as_file_mut())
    }

    pub(crate) fn sync(&mut self) -> io::Result<()> {
        let disk = self.disk.clone();
        let file = self.inner()?;
        disk.ask(DiskCall::Sync, file.path())?;
        file.as_file().sync_all()
    }

    /// Gives it its name.
    pub(crate) fn appear(mut self, path: &Path, overwrite: bool) -> io::Result<()> {
        let disk = self.disk.clone();
        disk.ask(DiskCall::Rename, path)?;
        {
            let mut state = disk.state();
            let Some(file) = self.file.take() else { return Err(io::ErrorKind::NotFound.into()) };
            if state.ended {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let known = file.path().to_owned();
            let named = if overwrite { file.persist(path) } else { file.persist_noclobber(path) };
            state.temporary.remove(&known);
            named.map_err(|error| error.error)?;
            state.named.push(path.to_owned());
        }
        disk.sync_folder(folder_of(path))
    }
}

impl io::Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file()?.write(bytes)
    }
    fn write_vectored(&mut self, parts: &[io::IoSlice<'_>]) -> io::Result<usize> {
        self.file()?.write_vectored(parts)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let Some(file) = self.file.take() else { return };
        let path = file.path().to_owned();
        // A disk that takes no more leaves what is there.
        if self.disk.ask(DiskCall::Remove, &path).is_err() {
            let _ = file.keep();
            return;
        }
        drop(file);
        self.disk.state().temporary.remove(&path);
    }
}
