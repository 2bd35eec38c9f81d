extension SignInRoutes {
    /// Sends the browser to the provider.
    func start(_ request: ConsoleRequest, _ oidc: OIDCSignIn) async throws -> ConsoleAnswer {
        // Before anything is asked of the provider, which is not ours to load.
        try takeTry(request)
        let next = LocalPath.afterSignIn(request.queryValue("next"))
        do throws(SignInFailure) {
            let start = try await oidc.start(next: next)
            giveTryBack(request)
            return ConsoleAnswer.seeOther(start.url).with("set-cookie", start.cookie)
        } catch {
            return refuse(error.fault, .oidc, request, next, detail: error.detail)
        }
    }

    /// Takes the provider's answer.
    func finish(_ request: ConsoleRequest, _ oidc: OIDCSignIn) async throws -> ConsoleAnswer {
        try takeTry(request)
        var next = LocalPath.root
        var answer: ConsoleAnswer
        do throws(SignInFailure) {
            let flow = try oidc.flow(of: request)
            next = flow.next
            let person = try await oidc.finish(flow, request)
            giveTryBack(request)
            answer = admit(person, .oidc, request, next)
        } catch {
            answer = refuse(
                error.fault,
                .oidc,
                request,
                next,
                who: error.who,
                detail: error.detail
            )
        }
        // One answer for each start, whatever became of it.
        answer.fields.append(("set-cookie", oidc.cookie.removal))
        return answer
    }
}
