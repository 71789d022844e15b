import Postgres

@testable import GamificationStore

/// Every statement of the store of gamification; a rule compares the list with the sources.
let gamificationStatements: [any Statement.Type] = [
  InsertEachFact.self,
  InsertPostings.self,
  LockDays.self,
  SelectDays.self,
  SelectDisplayName.self,
  SelectEntriesOfEverybody.self,
  SelectEntriesOfPerson.self,
  SelectEntriesOfVisible.self,
  SelectMetricSettings.self,
  SelectPlacements.self,
  SelectPlacesOfEverybody.self,
  SelectPlacesOfMembers.self,
  SelectPostings.self,
  SelectScorecardSums.self,
  SelectWhollyVisible.self,
  UpsertDays.self,
  UpsertFacts.self,
  UpsertMetricSetting.self,
]
