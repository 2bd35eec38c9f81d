/// Who must say yes to a call, how many of them, and how long there is for it.
public struct ApprovalTerms: Hashable, Sendable {
    /// The most votes that can be asked for.
    public static let neededMax: Int64 = 16
    /// The shortest and the longest time for an approval in milliseconds: a minute, thirty days.
    public static let withinMs: ClosedRange<Int64> = 60_000...2_592_000_000
    /// How long an approval may take where nothing is said: an hour, because a call that nobody has
    /// looked at for longer is hardly still wanted.
    public static let withinMsDefault: Int64 = 3_600_000

    /// The group whose members may vote.
    public var group: String
    /// How many of them must say yes: 1...``neededMax``.
    public var needed: Int64
    /// How long it may stay undecided and, once granted, unused, in milliseconds.
    public var withinMs: Int64
    /// How long the call's request itself is held open for the answer, in milliseconds; 0 answers
    /// at once with where to look. At most ``Policy/waitMsMax``.
    public var waitMs: Int64

    /// Makes terms; the compiled policy checks their bounds.
    public init(
        group: String,
        needed: Int64 = 1,
        withinMs: Int64 = ApprovalTerms.withinMsDefault,
        waitMs: Int64 = 0
    ) {
        self.group = group
        self.needed = needed
        self.withinMs = withinMs
        self.waitMs = waitMs
    }

    /// Whether these terms count rather than `other`, where a call is under both: those that ask for
    /// more votes, then the group that is first by name, then the shorter times.
    package func isPreferred(to other: ApprovalTerms) -> Bool {
        if needed != other.needed { return needed > other.needed }
        if !group.utf8.elementsEqual(other.group.utf8) { return utf8Precedes(group, other.group) }
        return (withinMs, waitMs) < (other.withinMs, other.waitMs)
    }
}
