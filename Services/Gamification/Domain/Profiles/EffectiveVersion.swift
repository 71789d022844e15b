package import Kernel

/// Something that holds from a workday on.
package protocol EffectiveVersion {
  /// The first workday that it may hold on.
  var start: Workday { get }
}

extension BidirectionalCollection where Element: EffectiveVersion {
  /// What holds on a workday, of versions in their order; `nil` before the first one.
  ///
  /// It is the highest that has begun by then, since a version replaces whatever was planned from
  /// its workday on.
  package func held(on workday: Workday) -> Element? { last { $0.start <= workday } }
}
