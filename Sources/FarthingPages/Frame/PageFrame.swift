/// What is around every page: who looks, in which workspace, and what they may do.
package struct PageFrame: Sendable {
    /// Who is signed in.
    package struct Person: Sendable {
        /// The name that is shown.
        package var name: String
        /// The role, in one word, as `operator`.
        package var role: String
        /// Whether pausing, resuming, resetting, topping up and stopping is theirs.
        package var mayOperate: Bool
        /// Whether approving and denying is theirs.
        package var mayApprove: Bool
        /// Whether budgets, keys, tools, policies and settings are theirs to change.
        package var mayAdminister: Bool

        /// Makes a person; without more said they may only look.
        package init(
            name: String,
            role: String,
            mayOperate: Bool = false,
            mayApprove: Bool = false,
            mayAdminister: Bool = false
        ) {
            self.name = name
            self.role = role
            self.mayOperate = mayOperate
            self.mayApprove = mayApprove
            self.mayAdminister = mayAdminister
        }
    }

    /// A workspace to look at.
    package struct Workspace: Sendable {
        package var id: String
        package var name: String

        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// That everything is stopped: since when, by whom, and why.
    package struct Stop: Sendable {
        /// In milliseconds UTC.
        package var atMs: Int64
        /// Empty where that is not known.
        package var by: String
        /// Empty for none.
        package var note: String

        package init(atMs: Int64, by: String = "", note: String = "") {
            self.atMs = atMs
            self.by = by
            self.note = note
        }

        var fields: PageFields {
            PageFields([
                "at": PageTime(atMs), "by": by.isEmpty ? nil : by,
                "note": note.isEmpty ? nil : note,
            ])
        }
    }

    /// Nobody on the sign-in page.
    package var person: Person?
    /// The token that each form carries, and that the server compares.
    package var csrf: String
    /// The workspaces that may be chosen.
    package var workspaces: [Workspace]
    /// The id of the chosen one; nil shows all.
    package var workspace: String?
    /// How many approvals wait.
    package var approvalsWaiting: Int
    /// What was just done, or is wrong.
    package var notices: [PageNotice]
    /// That everything is stopped; nil where it is not.
    package var stopped: Stop?
    /// Whether whoever looks may stop everything.
    package var mayStopAll: Bool
    /// When the page is made, in milliseconds UTC.
    package var nowMs: Int64
    /// The server's version.
    package var version: String
    /// The number that receipts have for the policy in force; nil where there is none.
    package var policyVersion: Int64?

    /// Makes a frame for `person`.
    package init(
        person: Person?,
        csrf: String,
        nowMs: Int64,
        version: String,
        workspaces: [Workspace] = [],
        workspace: String? = nil,
        approvalsWaiting: Int = 0,
        notices: [PageNotice] = [],
        stopped: Stop? = nil,
        mayStopAll: Bool = false,
        policyVersion: Int64? = nil
    ) {
        self.person = person
        self.csrf = csrf
        self.nowMs = nowMs
        self.version = version
        self.workspaces = workspaces
        self.workspace = workspace
        self.approvalsWaiting = approvalsWaiting
        self.notices = notices
        self.stopped = stopped
        self.mayStopAll = mayStopAll
        self.policyVersion = policyVersion
    }

    /// What templates read of the frame around a page.
    func fields(title: String, place: PagePlace?, assets: PageAssets) -> PageFields {
        PageFields([
            "pageTitle": title, "csrf": csrf, "now": PageTime(nowMs),
            "programVersion": version,
            "person": person.map {
                PageFields(["name": $0.name, "role": $0.role])
            },
            "mayOperate": person?.mayOperate == true,
            "mayApprove": person?.mayApprove == true,
            "mayAdminister": person?.mayAdminister == true,
            "places": person == nil ? [] : PagePlace.groups(at: place, approvalsWaiting),
            "workspaceForm": workspaces.isEmpty ? nil : workspaceForm(place),
            "notices": notices,
            "stopped": stopped?.fields,
            "stopHref": mayStopAll && stopped == nil ? PageLink("settings").href + "#kill" : nil,
            "policyVersion": policyVersion.map(grouped),
            "isLive": person != nil,
            "styleHref": assets.href("farthing.css"), "liveHref": assets.href("live.js"),
            "docsHref": assets.href("docs.js"), "iconHref": assets.href("farthing.svg"),
        ])
    }

    private func workspaceForm(_ place: PagePlace?) -> PageForm {
        let all = [(value: "", label: "All workspaces")]
        let choice = FormField.choice(
            "workspace",
            "Workspace",
            all + workspaces.map { (value: $0.id, label: $0.name) },
            value: workspace ?? ""
        )
        var form = PageForm(
            "Show",
            to: place?.link ?? PageLink(),
            id: "workspace",
            style: "plain",
            inputs: [choice]
        )
        form.isSearch = true
        return form
    }
}
