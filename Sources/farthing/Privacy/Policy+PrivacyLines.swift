import FarthingCore

extension Policy {
    /// What the policy keeps of subjects, for its author; nothing where it commits to nobody.
    var privacyLines: [String] {
        guard !privacy.commit.isEmpty else { return [] }
        var lines = [
            "privacy: no value of \(privacy.commit.map(\.name).joined(separator: ", ")) is kept; a "
                + "salted commitment (c_…) stands in its place"
        ]
        let named = subjects.map { "\($0.dimension.name)=\($0.value)" }
            .sorted(by: utf8Precedes)
        if !named.isEmpty {
            lines.append(
                "privacy: this file itself names \(named.prefix(5).map(Shown.safe).joined(separator: ", "))"
                    + (named.count > 5 ? " and \(named.count - 5) more" : "")
                    + "; whoever reads it can"
            )
        }
        return lines
    }
}
