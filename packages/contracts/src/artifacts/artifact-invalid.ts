/** The bytes are whole (their hash says so) and yet no artifact of this kind that this code can read. */
export class ArtifactInvalid extends Error {
  override readonly name = 'ArtifactInvalid';
}
