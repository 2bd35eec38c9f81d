/// What a mark or a notice means, shown by colour and by its words.
package enum PageTone: String, Sendable, CaseIterable {
    case good, warn, bad, none
}

/// A state or a decision in one word, with its tone: `paused`, `refused`.
package struct PageMark: Hashable, Sendable, PagePart {
    /// The word.
    package var word: String
    /// What it means.
    package var tone: PageTone

    /// Makes a mark of `word`.
    package init(_ word: String, _ tone: PageTone) {
        self.word = word
        self.tone = tone
    }

    package var fields: PageFields { PageFields(["word": word, "tone": tone.rawValue]) }
}

/// Whether an account, agent, tool or run works.
package enum PageState: String, Sendable, CaseIterable {
    case active, paused, frozen, shadow, retired, ended, stopped

    /// The state as a mark.
    package var mark: PageMark {
        switch self {
        case .active: PageMark("active", .good)
        case .paused: PageMark("paused", .bad)
        case .frozen: PageMark("frozen", .bad)
        case .shadow: PageMark("shadow", .warn)
        case .retired: PageMark("retired", .none)
        case .ended: PageMark("ended", .none)
        case .stopped: PageMark("stopped", .bad)
        }
    }
}

/// What the page says above everything else, as after a form was sent.
package struct PageNotice: Hashable, Sendable, PagePart {
    /// What it means.
    package var tone: PageTone
    /// One sentence.
    package var text: String

    /// Makes a notice.
    package init(_ tone: PageTone, _ text: String) {
        self.tone = tone
        self.text = text
    }

    package var fields: PageFields {
        PageFields([
            "tone": tone.rawValue, "text": text, "isUrgent": tone == .bad || tone == .warn,
        ])
    }
}
