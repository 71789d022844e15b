internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension GamificationV1.DryRunPerson {
  init(_ person: DryRun.Person) {
    self.init(
      personID: person.person.rawValue, displayName: person.displayName,
      pointsHundredths: person.points.hundredths,
      pointsMaxHundredths: person.pointsMax.hundredths,
      earnedHundredths: person.earned.hundredths,
      workdayCount: Int32(clamping: person.workdayCount))
  }
}

extension GamificationV1.DryRunSummary {
  init(_ run: DryRun, over range: WorkdayRange, leadersMax: Int) {
    self.init(
      startWorkday: GoogleType.Date(range.start), endWorkday: GoogleType.Date(range.end),
      personCount: Int32(clamping: run.personCount), pointsHundredths: run.points.hundredths,
      earnedHundredths: run.earned.hundredths,
      leaders: run.leaders(max: leadersMax).map { place in
        GamificationV1.LeaderboardEntry(
          rank: Int32(clamping: place.rank), personID: place.contender.person.rawValue,
          displayName: place.contender.displayName,
          pointsHundredths: place.contender.points.hundredths)
      })
  }
}

extension GamificationV1.ObjectivePreview {
  init(_ trial: ObjectiveTrial, over range: WorkdayRange) {
    self.init(
      startWorkday: GoogleType.Date(range.start), endWorkday: GoogleType.Date(range.end),
      draft: GamificationV1.ObjectivePayout(trial.draft),
      present: trial.present.map { GamificationV1.ObjectivePayout($0) })
  }
}

extension GamificationV1.ObjectivePayout {
  fileprivate init(_ payout: ObjectivePayout) {
    self.init(
      totalHundredths: payout.total.hundredths,
      profileTotalHundredths: payout.profileTotal.hundredths,
      personCount: Int32(clamping: payout.personCount),
      paidPersonCount: Int32(clamping: payout.paidPersonCount),
      workdayCount: Int32(clamping: payout.workdayCount),
      personSpread: payout.personSpread.map { GamificationV1.PointsSpread($0) },
      workdaySpread: payout.workdaySpread.map { GamificationV1.PointsSpread($0) })
  }
}

extension GamificationV1.PointsSpread {
  fileprivate init(_ spread: PointsSpread) {
    self.init(
      minHundredths: spread.min.hundredths, medianHundredths: spread.median.hundredths,
      maxHundredths: spread.max.hundredths)
  }
}
