extension OpenAIErrors {
    /// An error in OpenAI's own shape: its SDKs tell errors apart by status and `code`.
    package static func render(_ facts: ErrorFacts) -> RenderedError {
        RenderedError(
            status: facts.status,
            body: body(
                message: facts.message,
                type: facts.type,
                param: facts.param,
                code: facts.code,
                headroom: facts.headroom
            )
        )
    }
}
