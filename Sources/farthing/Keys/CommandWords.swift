/// A command line in one text, taken apart without a shell.
enum CommandWords {
    /// The words between white space. Single quotes keep everything, double quotes all but `\"`
    /// and `\\`; outside of quotes a backslash keeps what follows. Nothing is expanded.
    ///
    /// - Parameter place: what the text was given as, for the error.
    static func split(_ text: String, of place: String) throws(Failure) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                if quote == "\"", character != "\"", character != "\\" { word?.append("\\") }
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                word = word ?? ""
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else {
            throw Failure(.configuration, "\(place): a quote or backslash at the end is not closed")
        }
        if let word { words.append(word) }
        guard let program = words.first, !program.isEmpty else {
            throw Failure(.configuration, "\(place): name the program that signs")
        }
        return words
    }
}
