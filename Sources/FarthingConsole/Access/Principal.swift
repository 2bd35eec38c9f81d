package import FarthingCore

/// Who asks the console: the holder of the admin token, a person who has signed in, or an access key.
package struct Principal: Sendable {
    /// How it has shown who it is.
    package enum Kind: Sendable {
        /// By the admin token.
        case adminToken
        /// By a session's cookie; `csrf` is what its forms must repeat.
        case person(csrf: String)
        /// By an access key.
        case key(AccessKey)
        /// Not at all, on a listener that asks nobody.
        case nobody
    }

    /// How it has shown who it is.
    package let kind: Kind
    /// Its name in entries: `admin`, `person:<email>`, `key:<id>` or `anybody`.
    package let name: String
    /// What pages call it.
    package let shownName: String
    /// What it may do.
    package let permissions: Set<Permission>
    /// The one workspace that it may see and change; nil for all.
    package let workspace: String?

    package init(
        _ kind: Kind,
        name: String,
        shownName: String,
        permissions: Set<Permission>,
        workspace: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.shownName = shownName
        self.permissions = permissions
        self.workspace = workspace
    }

    /// The holder of the admin token.
    package static let admin = Principal(
        .adminToken,
        name: "admin",
        shownName: "admin",
        permissions: Role.admin.permissions
    )

    /// Who asks on a listener that asks nobody for who they are.
    package static let anybody = Principal(
        .nobody,
        name: "anybody",
        shownName: "anybody",
        permissions: Role.admin.permissions
    )

    /// What the forms of its pages must repeat; nil where it has no cookie that a stranger's page
    /// could use.
    package var csrf: String? {
        if case .person(let csrf) = kind { return csrf }
        return nil
    }

    /// The access key that it has shown; nil for others.
    package var key: AccessKey? {
        if case .key(let key) = kind { return key }
        return nil
    }

    /// Whether it may see or change what belongs to a workspace.
    package func mayEnter(_ workspace: String) -> Bool {
        self.workspace == nil || self.workspace == workspace
    }
}
