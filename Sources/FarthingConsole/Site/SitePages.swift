import FarthingCore
package import FarthingPages

/// Makes answers of pages: the frame around them, their parts, and what they need.
package struct SitePages: Sendable {
    package let renderer: PageRenderer
    package let desk: ConsoleDesk
    /// The server's version.
    package let version: String

    /// - Throws: where a template cannot be read.
    package init(desk: ConsoleDesk, version: String) throws {
        renderer = try PageRenderer()
        self.desk = desk
        self.version = version
    }

    /// The frame around a page that a principal sees.
    package func frame(
        for principal: Principal?,
        workspace: String? = nil,
        approvalsWaiting: Int = 0,
        stopped: PageFrame.Stop? = nil,
        mayStopAll: Bool = false
    ) -> PageFrame {
        let workspaces = workspaceNames.filter { principal?.mayEnter($0.id) ?? false }
        return PageFrame(
            person: principal.map { PageFrame.Person($0) },
            csrf: principal?.csrf ?? "",
            nowMs: desk.clockMs(),
            version: version,
            // One alone is no choice.
            workspaces: workspaces.count < 2
                ? [] : workspaces,
            workspace: principal?.workspace ?? workspace,
            approvalsWaiting: approvalsWaiting,
            stopped: stopped,
            mayStopAll: mayStopAll,
            policyVersion: principal == nil ? nil : desk.policies.inForce?.version
        )
    }

    /// What workspaces are called; those of one name with their ids.
    var workspaceNames: [PageFrame.Workspace] {
        let all = desk.registry.workspaces
        let counts = Dictionary(all.map { ($0.name, 1) }, uniquingKeysWith: +)
        return all.map { workspace in
            let isShared = counts[workspace.name, default: 1] > 1
            let name = workspace.name
            return .init(id: workspace.id, name: isShared ? "\(name) (\(workspace.id))" : name)
        }
    }

    /// A page, or the part of it that the browser asks for.
    package func answer(
        _ page: some Page,
        _ request: ConsoleRequest,
        status: Int = 200,
        in frame: PageFrame
    ) throws -> ConsoleAnswer {
        guard let name = request.field("x-farthing-part") else {
            return .page(status, renderer.render(page, in: frame))
        }
        guard let part = renderer.part(name, of: page, in: frame) else {
            throw ConsoleError.notFound("part of this page")
        }
        return .page(status, part)
    }

    /// The page of an error.
    package func errorPage(_ error: ConsoleError, _ principal: Principal?) -> ConsoleAnswer {
        var page: ErrorPage
        switch error.status {
        case 404: page = .notFound
        case 403 where error.code == "forbidden": page = .forbidden
        default:
            page = ErrorPage(
                status: error.status,
                title: Self.title(error.status),
                detail: error.faults.isEmpty ? error.detail : "Nothing was done."
            )
            page.faults = error.faults.map(\.detail)
            page.fields = error.faults.map(\.place)
        }
        page.code = error.code
        page.back = error.back?.text
        var answer = ConsoleAnswer.page(
            error.status,
            renderer.render(page, in: frame(for: principal))
        )
        answer.fields = error.fields
        return answer
    }

    /// A status as people say it.
    private static func title(_ status: Int) -> String {
        switch status {
        case 400, 422: "This cannot be taken as it is"
        case 409, 412: "It was changed meanwhile, or is not confirmed"
        case 413: "This is too long"
        case 429: "Too much at once"
        case 503: "Not now"
        default: ConsoleError.title(status)
        }
    }

    /// The page for signing in.
    package func signInPage(_ view: SignInView) -> [UInt8] {
        let page = SignInPage(
            fault: view.message,
            next: view.next == .root ? "" : view.next.text,
            providers: view.provider.map { [SignInPage.Provider(id: "oidc", name: $0)] } ?? []
        )
        return renderer.render(page, in: frame(for: nil))
    }

    /// What anybody may fetch: the pages' files, the API's document and its reference.
    package var openRoutes: [Route] {
        [
            Route("GET", "/assets/{name}", .open, style: .page) { try asset($0) },
            Route("GET", "/openapi.json", .open) { _ in
                ConsoleAnswer(
                    200,
                    contentType: "application/json",
                    .bytes(Array(OpenAPIDocument.text.utf8))
                )
            },
            Route("GET", "/docs", .open, style: .page) { request in
                try answer(DocsPage(), request, in: frame(for: nil))
            },
        ]
    }

    private func asset(_ request: ConsoleRequest) throws -> ConsoleAnswer {
        guard let asset = PageAsset.named(request.parameter("name")) else {
            throw ConsoleError.notFound("file")
        }
        var answer = ConsoleAnswer(200, contentType: asset.contentType, .bytes(asset.bytes))
        if request.field("if-none-match") == asset.etag {
            answer = ConsoleAnswer(304, contentType: "", .bytes([]))
        }
        // Its address has its hash in it, where a page names it.
        let isNamed = request.queryValue("v") != nil
        answer.fields = [
            ("etag", asset.etag),
            ("cache-control", isNamed ? "public, max-age=31536000, immutable" : "no-cache"),
        ]
        return answer
    }
}

extension PageFrame.Person {
    fileprivate init(_ principal: Principal) {
        let permissions = principal.permissions
        let role =
            permissions.contains(.administer)
            ? "admin"
            : permissions.contains(.operate)
                ? "operator"
                : permissions.contains(.approve)
                    ? "approver" : permissions.contains(.audit) ? "auditor" : "viewer"
        self.init(
            name: principal.shownName,
            role: role,
            mayOperate: permissions.contains(.operate),
            mayApprove: permissions.contains(.approve),
            mayAdminister: permissions.contains(.administer)
        )
    }
}
