//! Context patterns: what the words around a name say about it. The rules follow the annotation guidelines of
//! Arabic news corpora: maximal flat names, classifiers outside, institutional heads inside.

mod families;
mod forms;
mod gazetteers;
pub(crate) mod institutions;
mod letters;
mod no_names;
mod persons;
mod places;
mod proposals;
mod rows;
mod short_forms;
mod things;
mod titles;
mod verbs;
mod verses;
