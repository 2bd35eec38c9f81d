/// The latest tree head of one log that a witness has cosigned.
package struct WitnessHead: Hashable, Sendable {
    package let size: Int64
    package let root: Hash32

    package init(size: Int64, root: Hash32) {
        self.size = size
        self.root = root
    }

    package init(_ checkpoint: Checkpoint) {
        self.init(size: checkpoint.size, root: checkpoint.root)
    }

    /// What stands before anything was cosigned: the tree of no leaves.
    package static let none = WitnessHead(size: 0, root: MerkleTree.emptyRoot)
}
