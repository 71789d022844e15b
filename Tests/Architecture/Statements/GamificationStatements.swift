import Postgres

@testable import GamificationStore

/// Every statement of the store of gamification; a rule compares the list with the sources.
let gamificationStatements: [any Statement.Type] = [
  InsertEachFact.self,
  SelectDisplayName.self,
  SelectEntriesOfEverybody.self,
  SelectEntriesOfPerson.self,
  SelectEntriesOfVisible.self,
  SelectMetricSettings.self,
  SelectPlacesOfEverybody.self,
  SelectPlacesOfMembers.self,
  SelectScorecardSums.self,
  SelectWhollyVisible.self,
  UpsertFacts.self,
  UpsertMetricSetting.self,
]
