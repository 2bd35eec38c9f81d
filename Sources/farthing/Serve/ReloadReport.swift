import FarthingCore
import FarthingSQLite
import Logging

/// What a reload has done.
struct ReloadReport: Sendable {
    private let file: String
    private let hash: String
    private let warnings: [String]
    private let change: PolicyChange
    /// Where the price book lies, and its hash.
    private let prices: String
    /// The policy's file, where a version of the console's is in force in its place.
    private let fileNotRead: String?
    private let priceBook: String

    init(_ policyFile: PolicyFile, _ standing: PolicyStanding) {
        file = standing.loaded.place
        hash = standing.loaded.hash
        fileNotRead = standing.loaded.consoleVersion == nil ? nil : policyFile.path
        warnings = standing.loaded.warnings + (policyFile.notRead(standing).map { [$0] } ?? [])
        change = standing.change
        prices = standing.book.place
        priceBook = standing.book.book.hash
    }

    /// The version that is in force now.
    var version: Int64 { change.policy.revision }

    /// For the log.
    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [
            "file": "\(file)", "prices": "\(prices)", "priceBook": "\(priceBook)",
            "version": "\(change.policy.revision)",
        ]
        if let fileNotRead { metadata["fileNotRead"] = "\(fileNotRead)" }
        for (name, ids) in change.budgets.named where !ids.isEmpty {
            metadata["\(name)"] = "\(ids.joined(separator: ","))"
        }
        let withdrawn = change.budgets.withdrawn.count
        if withdrawn > 0 { metadata["approvalsWithdrawn"] = "\(withdrawn)" }
        return metadata
    }

    /// For the operator who asked.
    var answer: [UInt8] {
        AdminAnswer.done { json in
            json.key("change")
            json.beginObject()
            for (name, ids) in change.budgets.named {
                json.key(name)
                json.strings(ids)
            }
            json.key("file")
            json.string(file)
            json.key("hash")
            json.string(hash)
            json.key("is_new")
            json.bool(change.budgets.isNewVersion)
            json.key("price_book")
            json.string(priceBook)
            json.key("version")
            json.int(change.policy.revision)
            json.key("warnings")
            json.strings(warnings)
            json.key("withdrawn")
            json.strings(change.budgets.withdrawn.map(\.description))
            json.endObject()
        }
    }
}

extension BudgetChange {
    /// The ids of budgets by what became of them, in the order of the names.
    fileprivate var named: [(name: StaticString, ids: [String])] {
        [("added", added), ("edited", edited), ("ended", removed), ("began_anew", restarted)]
            .sorted { "\($0.name)" < "\($1.name)" }
    }
}
