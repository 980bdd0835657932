import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { Validated } from '#libs/service';
import { z } from 'zod';
import { Books } from '../books/books.js';
import { companyOf, companySetUp, type Company } from './company/company.js';

/** Body of `PUT /company/periods`. */
export const periods = z.strictObject({ C: z.boolean(), P: z.boolean(), B: z.boolean() });

/** The company's set-up, which nothing in e.net shows or changes. */
@Controller('company')
export class CompanyController {
  constructor(@Inject(Books) private readonly books: Books) {}

  @Get()
  read(): Company {
    return companyOf(this.books);
  }

  /** Opens and closes the current, previous and before-previous period of receivables. */
  @Put('periods')
  async openAndClose(@Body(new Validated(periods)) open: Company['periods']): Promise<Company> {
    return this.books.change((draft) => {
      const company = { ...companyOf(draft), periods: open };
      draft.put(companySetUp, 'company', company);
      return company;
    });
  }
}
