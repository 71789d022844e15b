internal import Kernel

extension PageTokenSealer {
  /// The token of the page after `page`; empty when it is the last one.
  func seal<Element>(next page: Page<Element>, query: [String]) -> String {
    page.nextPosition.map { seal(position: $0, query: query) } ?? ""
  }
}
