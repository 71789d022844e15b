package import DirectoryDomain
package import Kernel
internal import Messages
internal import RPC

/// Reads the people of the organisation.
package struct PersonService: DirectoryV1.PersonService {
  let people: any PersonRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer

  package init(
    people: any PersonRepository, subjects: any AccessSubjects, pageTokens: PageTokenSealer
  ) {
    self.people = people
    self.subjects = subjects
    self.pageTokens = pageTokens
  }
}
