import { Body, Controller, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { invalid, Validated } from '#libs/service';
import { z } from 'zod';
import { Books } from '../../books/books.js';
import { answerChallenge, challengeAsked, cresOf, type Challenge } from '../pi/challenge.js';
import { answerPage, challengePage } from './acs-page.js';

const session = z.string().max(1024).optional();
const asked = z.object({ creq: z.string().min(1).max(65_536), threeDSSessionData: session });
const answered = asked.extend({ password: z.string().max(256) });

/** The card issuer's access control server (ACS): the page of the 3-D Secure challenge a browser is sent to (opayo.md 1.6). */
@Controller('acs')
export class AcsController {
  constructor(@Inject(Books) private readonly books: Books) {}

  /** Where a shop's page posts `creq` (and `threeDSSessionData`). */
  @Post('challenge')
  @HttpCode(200)
  @Header('content-type', 'text/html; charset=utf-8')
  async ask(@Body(new Validated(asked)) { creq, threeDSSessionData }: z.output<typeof asked>): Promise<string> {
    await this.books.settled();
    this.challenge(creq);
    return challengePage({ creq, threeDSSessionData });
  }

  /** The shopper's password: the right one passes, any other fails; then the browser takes the answer to the shop. A second answer changes nothing. */
  @Post('answer')
  @HttpCode(200)
  @Header('content-type', 'text/html; charset=utf-8')
  async answer(@Body(new Validated(answered)) given: z.output<typeof answered>): Promise<string> {
    const challenge = this.challenge(given.creq);
    const decided = await this.books.change((draft) => answerChallenge(draft, challenge, given.password));
    const { notificationUrl } = decided;
    return answerPage({ notificationUrl, cres: cresOf(decided), threeDSSessionData: given.threeDSSessionData });
  }

  private challenge(creq: string): Challenge {
    const challenge = challengeAsked(this.books, creq);
    if (!challenge) throw invalid([{ field: 'creq', message: 'is no challenge request of this Opayo' }]);
    return challenge;
  }
}
