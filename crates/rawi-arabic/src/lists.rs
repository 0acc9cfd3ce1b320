/// The lists of a stage, words alone that its rules ask for: which classes of its lexicons they are, and which of them a word stands
/// in. Put it into a module, which then has the enum `List`; `LISTS`, each list that is a class with that class; and `Lists`, a set
/// of up to 64. Before the lists stand the features that their words can have, behind them those that the stage makes of others.
///
/// ```
/// mod lists {
///     rawi_arabic::lists! {
///         &[];
///         Speaker "speaker", BeforeName "before-name";
///         /// Made of `attribution`: all of them.
///         Attribution,
///     }
/// }
/// use lists::{LISTS, List, Lists};
///
/// assert_eq!(LISTS[1].1.name, "before-name");
/// let mut of_word = Lists::of(&[List::Speaker]);
/// of_word.add(List::Attribution);
/// assert!(of_word.has(List::Attribution) && !of_word.has(List::BeforeName));
/// assert!(of_word.any(Lists::of(&[List::BeforeName, List::Speaker])));
/// ```
#[macro_export]
macro_rules! lists {
    ($features:expr; $($list:ident $class:literal),+; $($(#[$doc:meta])+ $made:ident),+ $(,)?) => {
        /// A list of words; what it is for stands at its class in the lexicons.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum List {
            $($list,)+
            $($(#[$doc])+ $made,)+
        }

        /// Every class that is a list.
        pub(crate) const LISTS: &[(List, $crate::lexicon::Class)] =
            &[$((List::$list, $crate::lexicon::Class::new($class, $features)),)+];

        /// The lists that a word stands in.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct Lists(u64);

        impl Lists {
            pub(crate) const fn of(lists: &[List]) -> Self {
                let (mut all, mut i) = (0, 0);
                while i < lists.len() {
                    all |= 1 << lists[i] as u32;
                    i += 1;
                }
                Self(all)
            }

            pub(crate) fn has(self, list: List) -> bool {
                self.any(Self::of(&[list]))
            }

            /// Whether it stands in one of `lists`.
            pub(crate) fn any(self, lists: Self) -> bool {
                self.0 & lists.0 != 0
            }

            pub(crate) fn add(&mut self, list: List) {
                self.0 |= Self::of(&[list]).0;
            }
        }
    };
}
