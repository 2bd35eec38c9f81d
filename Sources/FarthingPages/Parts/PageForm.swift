/// A form: where it is sent, what it asks for, and its buttons.
struct PageForm: PagePart {
    /// One way to send it; the name and value tell which was pressed.
    struct Button: PagePart {
        var label: String
        var name: String?
        var value: String?
        var style = "main"
        /// Where this button sends the form instead; nil for where the form goes.
        var action: PageLink?

        package var fields: PageFields {
            PageFields([
                "label": label, "name": name, "value": value, "style": style,
                "actionHref": action?.href,
            ])
        }
    }

    var action: PageLink
    /// Tells its fields' ids from those of the page's other forms.
    var id: String
    var inputs: [FormField] = []
    var buttons: [Button]
    /// A title, where the form is one of several things on a page.
    var title: String?
    var help: String?
    /// What a screen reader calls the form; nil where its title does.
    var label: String?
    /// Whether it only asks, and may be a link.
    var isSearch = false
    /// What is asked before the button is shown; nil for a button at once.
    var question: String?

    /// A form of one button.
    init(
        _ label: String,
        to action: PageLink,
        id: String,
        style: String = "main",
        title: String? = nil,
        help: String? = nil,
        inputs: [FormField] = []
    ) {
        self.action = action
        self.id = id
        self.inputs = inputs
        self.title = title
        self.help = help
        self.label = title == nil ? label : nil
        buttons = [Button(label: label, style: style)]
    }

    /// This form, whose button is shown only behind a question.
    ///
    /// - Parameter yes: what the button says then, as `Yes, reset`.
    func asking(_ question: String, yes: String) -> PageForm {
        var form = self
        form.question = question
        form.opening = buttons.first
        form.buttons = buttons.map { button in
            var button = button
            button.label = yes
            button.style = "bad"
            return button
        }
        return form
    }

    /// What opens the question.
    private var opening: Button?

    /// A form that filters a list, sent as part of the address.
    static func filter(_ action: PageLink, inputs: [FormField]) -> PageForm {
        var form = PageForm("Filter", to: action, id: "filter", style: "plain", inputs: inputs)
        form.isSearch = true
        return form
    }

    /// A form that stops something for good: the word must be typed.
    static func stop(
        _ label: String,
        to action: PageLink,
        id: String,
        word: String,
        title: String? = nil,
        help: String? = nil
    ) -> PageForm {
        let check = FormField(
            name: "word",
            label: "Type “\(word)” to confirm",
            isRequired: true
        )
        return PageForm(
            label,
            to: action,
            id: id,
            style: "bad",
            title: title,
            help: help,
            inputs: [check, .note()]
        )
    }

    package var fields: PageFields {
        // Ids are named by other attributes, where white space parts them.
        let id = String(id.map { $0.isWhitespace ? "-" : $0 })
        let named = inputs.map { input in
            var input = input
            input.id = id + "-" + input.name
            return input
        }
        return PageFields([
            "href": action.href, "id": id, "inputs": named, "buttons": buttons, "title": title,
            "help": help, "label": label, "isSearch": isSearch, "isPost": !isSearch,
            "ask": question.map { question in
                PageFields([
                    "question": question, "opening": opening?.label,
                    "style": opening?.style,
                ])
            },
        ])
    }
}
