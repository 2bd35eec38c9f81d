/// What the name of a Claude model says about what its calls can use.
///
/// Figures: Anthropic's pages “Models overview”, “Context windows” and “Images and vision”. A model
/// that is not told here has neither a known window nor a known price for images and pages.
struct ClaudeModel: Hashable, Sendable {
    enum Family: String, CaseIterable, Sendable {
        case opus, sonnet, haiku, fable, mythos
    }

    let family: Family
    /// 45 for version 4.5.
    let version: Int

    /// The newest version that the figures are known of.
    private static let versionMax = 59

    /// Reads names such as `claude-opus-4-8`, `claude-sonnet-4-5-20250929`, `claude-opus-4.8` and
    /// `claude-3-7-sonnet-latest`; nil for all others.
    init?(_ name: String) {
        guard name.utf8.count <= 256 else { return nil }
        let parts = name.lowercased().utf8.split { byte in
            byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@")
        }
        guard let first = parts.first, Substring(first) == "claude" else { return nil }
        var family: Family?
        var numbers: [Int] = []
        for part in parts.dropFirst() {
            let text = String(Substring(part))
            if family == nil, let known = Family(rawValue: text) {
                family = known
            } else if part.count <= 2, let number = Int(text), numbers.count < 2 {
                numbers.append(number)
            } else {
                break
            }
        }
        if family == .mythos, numbers.isEmpty, name.hasSuffix("-preview") { numbers = [5] }
        guard let family, let major = numbers.first else { return nil }
        let version = major * 10 + (numbers.count > 1 ? numbers[1] : 0)
        guard (30...Self.versionMax).contains(version), numbers.allSatisfy({ $0 < 10 }) else {
            return nil
        }
        self.family = family
        self.version = version
    }

    /// The most input tokens of one pass; what is longer is refused and not billed.
    func contextTokens(isLong: Bool) -> Int64 {
        if version >= 46 { return 1_000_000 }
        return isLong && family == .sonnet && version >= 40 ? 1_000_000 : 200_000
    }

    /// The most tokens of one image. 1,568 and 4,784 are documented; up to 1,600 have been billed.
    var imageTokensMax: Int64 { version >= 47 ? 4_864 : 1_664 }

    /// Whether the model can think before it answers; earlier ones refuse `thinking`.
    var canThink: Bool { version >= 37 }

    /// Whether the model takes `inference_geo`; earlier ones refuse it.
    var takesGeo: Bool { version >= 46 }
}
