import ArgumentParser

/// The flags of sign-in by an identity provider.
struct OIDCOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "People sign in to the console by this OpenID Connect provider.",
            valueName: "URL"
        )
    )
    var oidcIssuer: String?

    @Option(help: ArgumentHelp("What the provider calls this server.", valueName: "ID"))
    var oidcClientId: String?

    @Option(
        help: ArgumentHelp(
            "A file with the secret that the provider knows this server by.",
            valueName: "FILE"
        )
    )
    var oidcClientSecretFile: String?

    @Option(
        help: ArgumentHelp(
            """
            The console's address as browsers see it, to which the provider sends them back: \
            https://farthing.example.com.
            """,
            valueName: "URL"
        )
    )
    var consoleUrl: String?

    @Option(help: "What the page for signing in calls the provider.")
    var oidcName: String?

    @Option(help: "What is asked of the provider. (default: 'openid email profile')")
    var oidcScopes: String?

    @Option(
        help: ArgumentHelp(
            "The claim that names a person's groups. (default: groups)",
            valueName: "NAME"
        )
    )
    var oidcGroupsClaim: String?

    @Option(
        help: ArgumentHelp(
            "What people of a group are who have no role by name; repeat for each group.",
            valueName: "GROUP=ROLES"
        )
    )
    var oidcGroupRoles: [String] = []

    @Option(
        help: ArgumentHelp(
            "The one workspace in which a group's roles hold; repeat for each group.",
            valueName: "GROUP=ID"
        )
    )
    var oidcGroupWorkspace: [String] = []

    @Flag(help: "Addresses of mail count that the provider does not call verified.")
    var oidcTrustEmail = false

    /// Notes what was given.
    func put(into flags: inout [Setting: String]) {
        flags[.oidcIssuer] = oidcIssuer
        flags[.oidcClientId] = oidcClientId
        flags[.oidcClientSecretFile] = oidcClientSecretFile
        flags[.consoleUrl] = consoleUrl
        flags[.oidcName] = oidcName
        flags[.oidcScopes] = oidcScopes
        flags[.oidcGroupsClaim] = oidcGroupsClaim
        if !oidcGroupRoles.isEmpty {
            flags[.oidcGroupRoles] = oidcGroupRoles.joined(separator: ",")
        }
        if !oidcGroupWorkspace.isEmpty {
            flags[.oidcGroupWorkspace] = oidcGroupWorkspace.joined(separator: ",")
        }
        if oidcTrustEmail { flags[.oidcTrustEmail] = "true" }
    }
}
