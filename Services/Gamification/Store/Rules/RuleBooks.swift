internal import GamificationDomain
internal import Kernel
internal import Synchronization

/// The rules of organisations as they were last read, for all transactions of the process.
///
/// A book is used only in a transaction that has seen its revision, so an old one is read again.
package final class RuleBooks: Sendable {
  private struct State {
    var books: [OrganizationID: RuleBook] = [:]
    /// The one that was used last is the last.
    var order: [OrganizationID] = []
  }

  /// How many organisations' rules are kept.
  private static var organizationsMax: Int { 256 }

  private let state = Mutex(State())

  package init() {}

  func book(of organization: OrganizationID, revision: Int64) -> RuleBook? {
    state.withLock { state in
      guard let book = state.books[organization], book.revision == revision else { return nil }
      return book
    }
  }

  func keep(_ book: RuleBook, of organization: OrganizationID) {
    state.withLock { state in
      // Somebody else may have read a newer one meanwhile.
      guard state.books[organization].map({ $0.revision < book.revision }) ?? true else { return }
      state.order.removeAll { $0 == organization }
      state.order.append(organization)
      state.books[organization] = book
      if state.order.count > Self.organizationsMax {
        state.books[state.order.removeFirst()] = nil
      }
    }
  }
}
