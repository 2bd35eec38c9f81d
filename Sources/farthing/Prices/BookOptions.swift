import ArgumentParser
import FarthingCore

/// Which book a command looks at.
struct BookOptions: ParsableArguments {
    @OptionGroup var folder: DataOptions

    @Option(
        help: "A price book's file. (default: the data folder's book, or the built-in one)"
    )
    var book: String?

    @Option(help: "A policy whose own prices stand in place of the book's.")
    var policy: String?

    /// The book's file: the one that was named, or the data folder's, or the built-in one.
    func file() throws(Failure) -> BookFile {
        if let book { return try BookFile(path: book) }
        return try BookShelf(folder: folder.folder()).look()
    }

    /// The book with the policy's own prices.
    func pricesInForce() throws(Failure) -> PriceBook {
        let book = try file().book
        guard let policy else { return book }
        let loaded = try PolicyFile(path: policy, isSample: false, isNew: false).read()
        return book.applying(loaded.compiled.policy.prices)
    }
}
