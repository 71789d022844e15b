internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension GamificationV1.BestPoints {
  init(_ best: BestPoints) {
    self.init(
      granularity: Granularity(best.granularity), pointsHundredths: best.points.hundredths,
      startWorkday: GoogleType.Date(best.start), endWorkday: GoogleType.Date(best.end),
      holderCount: Int32(clamping: best.holderCount),
      holders: best.holders.map { holder in
        GamificationV1.BestPointsHolder(
          personID: holder.person.rawValue, displayName: holder.displayName,
          startWorkday: GoogleType.Date(holder.start))
      })
  }
}

extension GamificationV1.BestPoints.Granularity {
  fileprivate init(_ granularity: BestPoints.Granularity) {
    self =
      switch granularity {
      case .day: .day
      case .week: .week
      case .month: .month
      }
  }
}
