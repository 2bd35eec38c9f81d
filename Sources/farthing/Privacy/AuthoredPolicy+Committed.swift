import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// A policy and calls as a folder's journal has them: with commitments for the subjects that the
/// folder knows. Those that it does not know have no entries there either, and stay as they are.
extension AuthoredPolicy {
    /// The policy with commitments for its subjects.
    func committed(in folder: DataFolder) throws(Failure) -> AuthoredPolicy {
        let commitments = try folder.commitments(of: Array(policy.subjects))
        if commitments.isEmpty { return self }
        do throws(PolicyError) {
            let committed = try CompiledPolicy(policy.committing { commitments[$0] })
            return AuthoredPolicy(path: path, bytes: bytes, compiled: committed)
        } catch {
            throw Failure(describing: error)
        }
    }

    /// A trial's scope with commitments for its subjects.
    func committed(_ scope: Scope, in folder: DataFolder) throws(Failure) -> Scope {
        let subjects = scope.sorted.filter { policy.privacy.covers($0.dimension) }.map {
            Subject(tenant: policy.tenant, dimension: $0.dimension, value: $0.value)
        }
        var scope = scope
        for (subject, commitment) in try folder.commitments(of: subjects) {
            scope[subject.dimension] = commitment
        }
        return scope
    }
}

extension DataFolder {
    /// What stands for subjects here, as far as they have salts.
    fileprivate func commitments(of subjects: [Subject]) throws(Failure) -> [Subject: String] {
        guard !subjects.isEmpty, SubjectStore.exists(self) else { return [:] }
        do throws(LedgerError) {
            let found = try SubjectStore(self, isNew: false).find(subjects)
            return Dictionary(
                found.compactMap(\.self).map { ($0.subject, $0.commitment) },
                uniquingKeysWith: { first, _ in first }
            )
        } catch {
            throw Failure(describing: error)
        }
    }
}
