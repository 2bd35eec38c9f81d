/// Where a list goes on, and where it begins.
package struct PageMore: Hashable, Sendable {
    /// The cursor of the next part; nil at the end.
    package var next: String?
    /// Whether this is not the list's first part.
    package var isFurther: Bool

    /// Makes the place of a list's part.
    package init(next: String? = nil, isFurther: Bool = false) {
        self.next = next
        self.isFurther = isFurther
    }

    /// Links to the next part and to the first of the list at `link`, whose query has its filter.
    func fields(of link: PageLink) -> PageFields {
        PageFields([
            "nextHref": next.map { link.adding("cursor", $0).href },
            "firstHref": isFurther ? link.href : nil,
            "isNeeded": next != nil || isFurther,
        ])
    }
}
