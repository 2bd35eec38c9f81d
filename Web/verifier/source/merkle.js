// The tree of RFC 6962, section 2.1.

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

function leafHash(leaf) {
  return sha256(LEAF, leaf);
}

function nodeHash(left, right) {
  return sha256(NODE, left, right);
}

/** A tree that only grows: of its nodes it keeps the roots of its whole subtrees, largest first. */
class Tree {
  constructor(size = 0, frontier = []) {
    this.size = size;
    this.frontier = frontier.slice();
  }

  append(leaf) {
    let node = leafHash(leaf);
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = nodeHash(this.frontier.pop(), node);
    }
    this.frontier.push(node);
    this.size += 1;
  }

  root() {
    if (!this.size) return sha256();
    let at = this.frontier.length - 1;
    let node = this.frontier[at];
    while (at > 0) {
      at -= 1;
      node = nodeHash(this.frontier[at], node);
    }
    return node;
  }
}

/** The root that a leaf's inclusion proof leads to (RFC 9162, section 2.1.3.2), or null. */
function rootOfProof(leaf, index, size, path) {
  if (index >= size) return null;
  let place = index;
  let last = size - 1n;
  let node = leafHash(leaf);
  for (const sibling of path) {
    if (last === 0n) return null;
    if (place % 2n === 1n || place === last) {
      node = nodeHash(sibling, node);
      while (place % 2n === 0n && place !== 0n) {
        place /= 2n;
        last /= 2n;
      }
    } else {
      node = nodeHash(node, sibling);
    }
    place /= 2n;
    last /= 2n;
  }
  return last === 0n ? node : null;
}
