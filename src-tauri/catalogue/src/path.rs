//! Finding the operations of a path, be it a template or a real one.

use std::collections::HashMap;

/// The paths of all operations, segment by segment.
#[derive(Debug, Clone, Default)]
pub(crate) struct PathTree {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    literals: HashMap<Box<str>, usize>,
    /// Segments that vary, each with what follows the variable part: `{userIdentifier}.ics`.
    variables: Vec<(Box<str>, usize)>,
    operations: Vec<usize>,
}

/// A segment that stands for any value: what `{}`, `${key}`, `%s` and the like are turned into.
pub(crate) const ANYTHING: &str = "{}";

impl PathTree {
    pub(crate) fn new<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut tree = Self { nodes: vec![Node::default()] };
        for (index, path) in paths.enumerate() {
            let mut at = 0;
            for segment in segments(path) {
                at = tree.descend_or_grow(at, segment);
            }
            tree.nodes[at].operations.push(index);
        }
        tree
    }

    fn descend_or_grow(&mut self, at: usize, segment: &str) -> usize {
        let next = self.nodes.len();
        let node = &mut self.nodes[at];
        let found = match suffix(segment) {
            Some(suffix) => {
                let known = node.variables.iter().find(|(known, _)| &**known == suffix).map(|(_, found)| *found);
                if known.is_none() {
                    node.variables.push((suffix.into(), next));
                    // The longest suffix first, so that `{id}.ics` wins over `{id}`.
                    node.variables.sort_by_key(|(suffix, _)| std::cmp::Reverse(suffix.len()));
                }
                known.unwrap_or(next)
            }
            None => *node.literals.entry(segment.into()).or_insert(next),
        };
        if found == next {
            self.nodes.push(Node::default());
        }
        found
    }

    /// The operations of a path whose literal segments match best; a slash at the end makes another path.
    pub(crate) fn find(&self, path: &str) -> &[usize] {
        let segments: Vec<_> = segments(path).collect();
        self.walk(0, &segments).unwrap_or_default()
    }

    fn walk(&self, at: usize, segments: &[&str]) -> Option<&[usize]> {
        let node = &self.nodes[at];
        let Some((first, rest)) = segments.split_first() else {
            return (!node.operations.is_empty()).then_some(node.operations.as_slice());
        };
        let literal = node.literals.get(*first).and_then(|next| self.walk(*next, rest));
        literal.or_else(|| {
            node.variables
                .iter()
                .filter(|(suffix, _)| first.len() > suffix.len() && first.ends_with(&**suffix))
                .find_map(|(_, next)| self.walk(*next, rest))
        })
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// What follows the variable part of a segment; nothing if it does not vary.
fn suffix(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.split_once('}').map(|(_, suffix)| suffix)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 5] = ["/issue/{key}", "/issue/bulk", "/issue/{key}/x", "/calendar/{id}.ics", "/calendar/{id}"];

    fn found(path: &str) -> Option<&'static str> {
        PathTree::new(PATHS.into_iter()).find(path).first().map(|index| PATHS[*index])
    }

    #[test]
    fn a_literal_segment_wins_over_a_variable_one() {
        assert_eq!(found("/issue/bulk"), Some("/issue/bulk"));
        assert_eq!(found("/issue/ABC-1"), Some("/issue/{key}"));
        assert_eq!(found("/issue/bulk/x"), Some("/issue/{key}/x"), "what begins as a literal may go on as a variable");
    }

    #[test]
    fn a_suffix_after_the_variable_counts() {
        assert_eq!(found("/calendar/7.ics"), Some("/calendar/{id}.ics"));
        assert_eq!(found("/calendar/7"), Some("/calendar/{id}"));
    }

    #[test]
    fn a_slash_at_the_end_or_an_empty_segment_is_another_path() {
        assert_eq!(found("/issue/bulk/"), None);
        assert_eq!(found("/issue/"), None);
    }
}
