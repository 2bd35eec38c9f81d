/// Colours of a terminal that knows 256 of them.
enum Paint {
    case green, yellow, red, blue, dim, bold

    private var code: String {
        switch self {
        case .green: "38;5;71"
        case .yellow: "38;5;179"
        case .red: "38;5;167"
        case .blue: "38;5;74"
        case .dim: "38;5;242"
        case .bold: "1"
        }
    }

    func callAsFunction(_ text: String) -> String {
        text.isEmpty ? "" : "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    /// Green while there is room, yellow from three quarters on, red where hardly any is left.
    static func filling(permille: Int64) -> Paint {
        permille >= 960 ? .red : permille >= 750 ? .yellow : .green
    }
}
