/// What was found in a policy's text.
package struct PolicyCheck: Sendable, PagePart {
    /// One thing found.
    package struct Finding: Sendable, PagePart {
        package var isError: Bool
        /// Counted from 1.
        package var line: Int64
        package var column: Int64
        /// Where, as `rules[0].to`.
        package var path: String
        package var message: String

        package init(isError: Bool, line: Int64, column: Int64, path: String, message: String) {
            self.isError = isError
            self.line = line
            self.column = column
            self.path = path
            self.message = message
        }

        package var fields: PageFields {
            PageFields([
                "mark": isError ? PageMark("error", .bad) : PageMark("warning", .warn),
                "at": "line \(line), column \(column)", "path": path, "message": message,
            ])
        }
    }

    package var findings: [Finding]

    package init(findings: [Finding]) { self.findings = findings }

    package var fields: PageFields {
        let errors = findings.filter(\.isError).count
        return PageFields([
            "findings": findings, "isGood": findings.isEmpty, "hasErrors": errors > 0,
            "summary": findings.isEmpty
                ? "Nothing wrong was found."
                : counted(Int64(errors), "error") + ", "
                    + counted(Int64(findings.count - errors), "warning") + ".",
        ])
    }
}
