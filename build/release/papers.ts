/** The documentation in a release: its links lead to the papers that lie there, and to nothing else. */
import { posix } from "node:path";

/** Where a paper of the release comes from. */
export interface Paper {
  readonly path: string;
  readonly from: string;
}

/**
 * The text of a paper with the links that hold in a release. What is not part of it is named without a link, and what
 * a shop has under another path is linked there.
 */
export function withReleaseLinks(text: string, paper: Paper, papers: readonly Paper[]): string {
  return text.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (link, image: string, words: string, target: string) => {
    if (/^(?:[a-z]+:|#)/.test(target)) return link;
    const [file = "", anchor] = target.split("#");
    const from = posix.normalize(posix.join(posix.dirname(paper.from), file));
    const found = papers.find((one) => one.from === from);
    if (found === undefined) return words;
    const path = posix.relative(posix.dirname(paper.path), found.path);
    return `${image}[${words}](${path}${anchor === undefined ? "" : `#${anchor}`})`;
  });
}
