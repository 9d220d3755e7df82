import { SlipstreamError } from '../../runtime/model/errors.ts'

/** The machine lacks what a measurement needs. */
export class MissingPart extends SlipstreamError {}
