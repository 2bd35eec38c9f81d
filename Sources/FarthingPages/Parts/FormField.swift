internal import FarthingCore

/// One value that a form asks for, with its label.
struct FormField: PagePart {
    /// What is typed or chosen.
    enum Kind: Equatable {
        case text, search, password, number, area, date, toggle, hidden
        case choice([Choice])
    }

    /// One of several.
    struct Choice: Equatable, PagePart {
        var value: String
        var label: String
        var isChosen = false

        package var fields: PageFields {
            PageFields(["value": value, "label": label, "isChosen": isChosen])
        }
    }

    var name: String
    var label: String
    var kind = Kind.text
    var value = ""
    var help: String?
    var isRequired = false
    /// The most characters that may be typed; nil where the kind has no such bound.
    var lengthMax: Int? = 256
    /// Lines of an area.
    var rows = 2
    /// What the browser may fill in; nil is nothing.
    var autocomplete = "off"
    /// Written by the form, so that two forms of a page have different ids.
    var id = ""

    static func hidden(_ name: String, _ value: String) -> FormField {
        FormField(name: name, label: "", kind: .hidden, value: value)
    }

    static func note(_ label: String = "Note") -> FormField {
        FormField(name: "note", label: label, lengthMax: 1_000)
    }

    /// A choice of `choices`, of which the one whose value is `value` is chosen.
    static func choice(
        _ name: String,
        _ label: String,
        _ choices: [(value: String, label: String)],
        value: String = "",
        help: String? = nil
    ) -> FormField {
        let choices = choices.map {
            Choice(value: $0.value, label: $0.label, isChosen: $0.value == value)
        }
        return FormField(name: name, label: label, kind: .choice(choices), value: value, help: help)
    }

    package var fields: PageFields {
        var choices: [Choice] = []
        if case .choice(let all) = kind { choices = all }
        return PageFields([
            "name": name, "label": label, "value": written, "help": help, "id": id,
            "isRequired": isRequired, "lengthMax": kind == .number ? nil : lengthMax, "rows": rows,
            "autocomplete": autocomplete, "choices": choices,
            "isHidden": kind == .hidden, "isArea": kind == .area, "isToggle": kind == .toggle,
            "isChoice": !choices.isEmpty, "isLine": isLine, "type": type,
            "isChecked": kind == .toggle && value == "true",
            "isDecimal": kind == .number,
        ])
    }

    /// The value, unless a browser would not take it.
    private var written: String {
        guard kind == .date else { return value }
        let isDate =
            value.utf8.count == 10 && parseTimestamp((value + "T00:00:00.000Z").utf8) != nil
        return isDate ? value : ""
    }

    private var isLine: Bool {
        switch kind {
        case .text, .search, .password, .number, .date: true
        case .area, .toggle, .hidden, .choice: false
        }
    }

    /// Amounts are typed as text: a browser's number field rounds what it cannot hold.
    private var type: String {
        switch kind {
        case .search: "search"
        case .password: "password"
        case .date: "date"
        default: "text"
        }
    }
}
