extension Entry {
    /// A line of an open hold that counts in another account from now on.
    package struct Move: Hashable, Sendable {
        package var hold: HoldReference
        /// The line's place in its hold.
        package var line: Int
        package var account: AccountKey
        package var held: Int64
        package var expected: Int64
        /// How the holder's amounts become those of the account; nil where they are the same.
        package var conversion: UnitConversion?
        /// The account's slot, where the book has just looked it up; -1 in a replay.
        var slot: Int = -1
    }

    /// Appends the members of an entry that moves lines.
    func write(_ moves: [Move], of budget: String, to json: inout JSONWriter) {
        json.key("budget")
        json.string(budget)
        json.key("kind")
        json.literalString("move")
        json.key("moves")
        json.beginArray()
        for move in moves { move.write(to: &json) }
        json.endArray()
        writeTimestamp(to: &json)
    }

    /// Reads the body of an entry that moves lines.
    static func moves(_ node: JSONNode) -> Body? {
        guard let budget = node.member("budget")?.string else { return nil }
        var moves: [Move] = []
        for item in node.member("moves")?.elements.map({ $0 }) ?? [] {
            guard let move = Move(item) else { return nil }
            moves.append(move)
        }
        return .move(budget: budget, moves)
    }
}

extension Entry.Move {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("account")
        account.write(to: &json)
        if expected > held {
            json.key("expected")
            json.int(expected)
        }
        if let conversion { json.ints("fromTo", [conversion.from, conversion.to]) }
        json.key("held")
        json.int(held)
        json.key("hold")
        json.int(hold.openedSequence)
        json.key("holdId")
        json.id(hold.id)
        json.key("line")
        json.int(line)
        json.endObject()
    }

    fileprivate init?(_ node: JSONNode) {
        guard let account = node.member("account").flatMap({ AccountKey($0) }),
            let held = node.member("held")?.int64, let sequence = node.member("hold")?.int64,
            let id = node.member("holdId")?.string.flatMap({ HoldID($0) }),
            let line = node.member("line")?.int64, (0..<Int64(HoldRequest.linesMax)).contains(line)
        else { return nil }
        var conversion: UnitConversion?
        if node.member("fromTo") != nil {
            guard let bounds = Entry.ints(node, "fromTo"), bounds.count == 2 else { return nil }
            conversion = UnitConversion(line: Int(line), from: bounds[0], to: bounds[1])
        }
        self.init(
            hold: Entry.HoldReference(id: id, openedSequence: sequence),
            line: Int(line),
            account: account,
            held: held,
            expected: node.member("expected")?.int64 ?? held,
            conversion: conversion
        )
    }
}
